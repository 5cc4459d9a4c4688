"""The closed lists of words in the graph: why something is uncertain, how a process reads, how places meet."""

from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Why something is less than certain. A closed list, explained in the README."""

    DYNAMIC_EXPRESSION = "dynamic-expression"
    PARAMETER_WITHOUT_VALUE = "parameter-without-value"
    RUNTIME_ONLY = "runtime-only"
    TOO_MANY_ALTERNATIVES = "too-many-alternatives"
    MISSING_DATASET = "missing-dataset"
    MISSING_LINKED_SERVICE = "missing-linked-service"
    MISSING_PIPELINE = "missing-pipeline"
    MISSING_REFERENCE = "missing-reference"
    OUTSIDE_THIS_LOAD = "outside-this-load"
    SECRET_IN_KEY_VAULT = "secret-in-key-vault"  # noqa: S105 - a reason, not a secret
    MASKED_CONNECTION = "masked-connection"
    QUERY_NOT_PARSED = "query-not-parsed"
    UNSUPPORTED_STORE = "unsupported-store"
    OPAQUE_CODE = "opaque-code"
    UNKNOWN_ACTIVITY_TYPE = "unknown-activity-type"
    UNKNOWN_DATASET_TYPE = "unknown-dataset-type"
    INACTIVE = "inactive"


class FeedKind(StrEnum):
    """What a process does with what it reads; only ``data`` values reach the output."""

    DATA = "data"
    LOOKUP = "lookup"
    VALIDATION = "validation"
    INFLUENCE = "influence"


class DeriveKind(StrEnum):
    """How the values of one column go into another: as they are, changed, summed up, or only deciding."""

    IDENTITY = "identity"
    TRANSFORMATION = "transformation"
    AGGREGATION = "aggregation"
    CONDITION = "condition"


class Match(StrEnum):
    """How the read place and the asset meet."""

    EXACT = "exact"
    CONTAINS = "contains"
    WITHIN = "within"
    PATTERN = "pattern"


class Ref(NamedTuple):
    """A node by its label and key."""

    label: str
    key: str
