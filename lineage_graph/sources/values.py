"""JSON to ``records.Value``: expressions, references and Key Vault secrets get their types, secrets are taken out.

Text with ``@`` is an expression: https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions
What an ARM template left open comes as records already (``ArmParameter``, ``Expression``) and goes through as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Final

from lineage_graph.keys import segment, storable
from lineage_graph.records import (
    NOTHING,
    ArmParameter,
    Expression,
    Masked,
    Parameter,
    Properties,
    Reference,
    Value,
    VaultSecret,
)
from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import SHORTEST_TOKEN, redact, without_query
from lineage_graph.sources.secret_names import is_secret

SecureParameters = Mapping[tuple[str, str], frozenset[str]]
"""The parameters declared as SecureString, by the kind of reference and the segment of the object's name."""

SECURE_TYPES: Final = ("securestring", "secureobject")
"""The types of values that are shown to nobody, in lower case."""

CODE: Final = frozenset({"script", "text", "query", "sqlreaderquery", "precopyscript"})
"""The properties, in lower case, whose texts are code."""

_NAME_OF_A_PAIR: Final = ("name", "variableName", "key", "parameterName")
VALUE_OF_A_PAIR: Final = ("value", "variableValue")
"""Where a pair holds what its name may make a secret."""

_MASKED: Final = Masked()
_INT64: Final = range(-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class Border:
    """What decides which values are secrets: those of a connection, and arguments for secure parameters.

    ``evaluated`` values come from runs: an ``@`` in them is a letter like any other.
    """

    of_a_connection: bool = False
    evaluated: bool = False
    secure: SecureParameters = field(default_factory=dict)

    def value(self, raw: Json, name: str = "") -> Value:
        """The typed value of the property with that name, without secrets."""
        if name and is_secret(name, of_a_connection=self.of_a_connection):
            return self._kept_of_a_secret(raw)
        match raw:
            case str():
                return _evaluated(raw, name) if self.evaluated else _text(raw, name)
            case Expression(written):
                return Expression(redact(written))
            case dict():
                return self._object(raw, name)
            case list():
                return tuple(self.value(item, name) for item in raw)
            case _:
                return _number(raw)

    def properties(self, raw: Json) -> Properties:
        """The typed properties of an object; none where it is no object."""
        if not isinstance(raw, dict):
            return NOTHING
        secret = holds_a_secret_pair(raw)
        masked_arguments = self._secure_of_callee(raw)
        return Properties(
            {
                storable(name): _MASKED
                if secret and name in VALUE_OF_A_PAIR and (self.evaluated or is_literal(child))
                else self._arguments(child, masked_arguments)
                if masked_arguments and name == "parameters" and isinstance(child, dict)
                else self.value(child, name)
                for name, child in raw.items()
            }
        )

    def reference(self, raw: Json, kind: str) -> Reference | None:
        """A reference where one is expected; old definitions write its name only."""
        if isinstance(raw, dict) and "referenceName" in raw:
            return self._reference(raw, kind)
        if isinstance(raw, str) and raw:
            return Reference(kind, _name(raw))
        return Reference(kind, raw) if isinstance(raw, ArmParameter | Expression) else None

    def parameters(self, raw: Json) -> tuple[Parameter, ...]:
        """Declared parameters with their defaults; of global parameters the value stands for the default."""
        if not isinstance(raw, dict):
            return ()
        return tuple(self._parameter(storable(name), declared) for name, declared in raw.items())

    def _parameter(self, name: str, declared: Json) -> Parameter:
        if not isinstance(declared, dict):
            return Parameter(name, "")
        kind = text(declared.get("type")) or ""
        for key in ("defaultValue", "value"):
            if key in declared:
                secret = kind.lower() in SECURE_TYPES and declared[key] is not None
                return Parameter(name, kind, _MASKED if secret else self.value(declared[key], name), has_default=True)
        return Parameter(name, kind)

    def _object(self, raw: dict[str, Json], name: str) -> Value:
        kind = raw.get("type")
        if isinstance(kind, str):
            if kind.lower() in SECURE_TYPES and "defaultValue" not in raw:
                return _MASKED
            if kind == "Expression" and "value" in raw:
                return self.value(raw["value"], name)
            if kind == "AzureKeyVaultSecret":
                return self._vault_secret(raw)
        return self._reference(raw, "") if "referenceName" in raw else self.properties(raw)

    def _vault_secret(self, raw: dict[str, Json]) -> Value:
        vault = self.reference(raw.get("store"), "LinkedServiceReference")
        secret = self.value(raw.get("secretName"))
        if isinstance(secret, ArmParameter):
            secret = Expression(f"@{{parameters('{secret.name}')}}")
        known = vault is not None and isinstance(secret, str | Expression)
        return VaultSecret(vault, secret) if known else self.properties(raw)  # type: ignore[arg-type] # known says so

    def _reference(self, raw: dict[str, Json], kind: str) -> Reference:
        named = raw["referenceName"]
        kind = text(raw.get("type")) or kind
        name = self.value(named)
        name = name if isinstance(name, str | Expression | ArmParameter) else str(named)
        secure = self._secure_parameters(kind, name)
        return Reference(
            kind,
            name,
            arguments=self._arguments(raw.get("parameters"), secure),
            dataset_arguments=self.properties(raw.get("datasetParameters")),
        )

    def _arguments(self, raw: Json, secure: frozenset[str]) -> Properties:
        given = replace(self, of_a_connection=False).properties(raw)
        if not secure:
            return given
        return Properties({name: _MASKED if name.lower() in secure else value for name, value in given.items()})

    def _secure_of_callee(self, raw: dict[str, Json]) -> frozenset[str]:
        """An activity or a trigger writes the called pipeline and the arguments side by side."""
        if not self.secure or "parameters" not in raw:
            return frozenset()
        for name in ("pipeline", "pipelineReference"):
            if (callee := self.reference(raw.get(name), "PipelineReference")) is not None:
                return self._secure_parameters("PipelineReference", callee.name)
        return frozenset()

    def _secure_parameters(self, kind: str, name: Value) -> frozenset[str]:
        return self.secure.get((kind, segment(name)), frozenset()) if isinstance(name, str) else frozenset()

    def _kept_of_a_secret(self, raw: Json) -> Value:
        if isinstance(raw, dict):
            kept = self._object(raw, "")
            return kept if isinstance(kept, Reference | VaultSecret) else _MASKED
        if raw is None or isinstance(raw, bool | ArmParameter | Masked):
            return raw
        return _MASKED


BORDER: Final = Border()


def text(raw: Json) -> str | None:
    """A short text such as a type or a description, redacted; what a template left open is spelled in braces."""
    match raw:
        case str():
            return redact(storable(raw))
        case ArmParameter(name):
            return f"{{{name}}}"
        case Expression(written):
            return redact(written)
        case {"type": "Expression", "value": str(written)}:
            return redact(storable(written))
        case _:
            return None


def code(raw: Json) -> str:
    """A script as one text: its lines joined, or the text itself; empty where there is none."""
    if isinstance(raw, list):
        return redact(storable("\n".join(line for line in raw if isinstance(line, str))), code=True)
    return redact(storable(raw), code=True) if isinstance(raw, str) else ""


def secure_names(raw: Json) -> frozenset[str]:
    """The lower-case names of the parameters declared as SecureString."""
    if not isinstance(raw, dict):
        return frozenset()
    return frozenset(
        storable(name).lower()
        for name, declared in raw.items()
        if isinstance(declared, dict) and str(declared.get("type")).lower() in SECURE_TYPES
    )


def _text(raw: str, name: str) -> str | Expression:
    written = without_secrets(raw, name)
    return Expression(written) if _is_expression(written) else written


def _evaluated(raw: str, name: str) -> str:
    """The text of a run's value: an ``@`` in it is a letter like any other."""
    return without_secrets(raw, name, evaluated=True)


def without_secrets(raw: str, name: str, *, evaluated: bool = False) -> str:
    """The text of the property with that name, redacted."""
    if len(raw) < SHORTEST_TOKEN and raw.isalnum() and raw.isascii():
        return raw
    if name.lower() == "sasuri":
        return without_query(storable(raw))
    return redact(storable(raw), code=name.lower() in CODE, evaluated=evaluated)


def _number(raw: Json) -> Value:
    """A number that the database can keep, as it is; a larger one as text; nothing for what is no number."""
    if isinstance(raw, int):
        return raw if raw in _INT64 else str(raw)
    if isinstance(raw, float) and not isfinite(raw):
        return None
    known: Value = raw
    return known


def _is_expression(written: str) -> bool:
    return written.startswith("@") or "@{" in written


def _name(raw: str) -> str | Expression:
    written = storable(raw)
    return Expression(written) if _is_expression(written) else written


def holds_a_secret_pair(raw: dict[str, Json]) -> bool:
    """Whether the object is a name with a value, and the name one of a secret."""
    if not any(key in raw for key in VALUE_OF_A_PAIR):
        return False
    return any(isinstance(name := raw.get(key), str) and is_secret(name) for key in _NAME_OF_A_PAIR)


def is_literal(raw: Json) -> bool:
    """Whether it is a number or a text that is no expression."""
    return isinstance(raw, int | float) or (isinstance(raw, str) and not _is_expression(raw))
