"""What an expression may name: parameters, variables, outputs, the item of a loop, the definition's own names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lineage_graph.expressions.choices import Choices
from lineage_graph.expressions.results import Result

Bindings = Mapping[str, Result]
"""Parameters or variables by lower-case name; Data Factory compares the names without case."""

NO_BINDINGS: Final[Bindings] = {}
NO_NAMES: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Scope:
    """The values that an expression may name, each kind under the function that gives it.

    ``outputs`` holds ``activity('x').output`` by lower-case ``x``; ``item`` is the item of a ForEach or Filter, None
    where it is not known; ``names`` the system values that a definition tells (``pipeline``, ``datafactory``). Without
    ``choices`` a condition that nobody knows leaves its ``if`` unknown.
    """

    pipeline: Bindings = field(default_factory=lambda: NO_BINDINGS)
    factory: Bindings = field(default_factory=lambda: NO_BINDINGS)
    dataset: Bindings = field(default_factory=lambda: NO_BINDINGS)
    linked_service: Bindings = field(default_factory=lambda: NO_BINDINGS)
    variables: Bindings = field(default_factory=lambda: NO_BINDINGS)
    outputs: Bindings = field(default_factory=lambda: NO_BINDINGS)
    item: Result = None
    names: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    choices: Choices | None = None


NO_SCOPE: Final = Scope()
