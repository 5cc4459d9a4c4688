"""What an expression becomes: a value, ``Unknown`` with its reason, or a ``Template`` that is known in part.

``Result`` is any of these, a tuple of results, or an ``Object`` whose values are results.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from lineage_graph.model import Reason

if TYPE_CHECKING:
    from lineage_graph.records import Scalar

Mark: TypeAlias = Literal["", "date", "id"]
"""What kind of value is unknown: made from a date or time, a GUID or counter, or anything."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the definitions do not hold: why, and the text of what is unknown, as one writes it without ``@``.

    Two of the same ``detail`` in one activity are the same unknown value.
    """

    reason: Reason
    detail: str
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A text that is known in part; ``template`` makes one.

    Some part is unknown, some other part is there, and two texts never follow one another.
    """

    parts: tuple[str | Unknown, ...]

    @property
    def holes(self) -> tuple[Unknown, ...]:
        """The unknown parts in their order."""
        return tuple(part for part in self.parts if isinstance(part, Unknown))


@dataclass(frozen=True, slots=True)
class Object(Mapping[str, "Result"]):
    """A JSON object whose values are results. Names keep their spelling."""

    values_by_name: "Mapping[str, Result]" = field(default_factory=dict)

    def __getitem__(self, name: str) -> "Result":
        return self.values_by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_name)

    def __len__(self) -> int:
        return len(self.values_by_name)

    def text(self, name: str) -> str | Unknown | Template | None:
        """The text under the name, known or not; a number becomes text; None for anything else and for nothing."""
        value = self.values_by_name.get(name)
        if isinstance(value, str | Unknown | Template):
            return value
        return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def properties(self, name: str) -> "Object":
        """The object under the name, or an empty one."""
        value = self.values_by_name.get(name)
        return value if isinstance(value, Object) else NO_OBJECT

    def items_of(self, name: str) -> "tuple[Result, ...]":
        """The list under the name, or an empty one."""
        value = self.values_by_name.get(name)
        return value if isinstance(value, tuple) else ()


Result: TypeAlias = "Scalar | Unknown | Template | tuple[Result, ...] | Object"
NO_OBJECT: Final = Object()
_PARTLY: Final = frozenset({Unknown, Template, tuple, Object})
"""The types of results that may hold something unknown."""


def template(parts: Iterable[str | Unknown]) -> str | Unknown | Template:
    """The parts as one text: a text where all are known, the unknown where it stands alone, else a template."""
    merged: list[str | Unknown] = []
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        if text := "".join(texts):
            merged.append(text)
        texts.clear()
        merged.append(part)
    if text := "".join(texts):
        merged.append(text)
    if not merged:
        return ""
    return merged[0] if len(merged) == 1 else Template(tuple(merged))


def parts_of(result: str | Unknown | Template) -> tuple[str | Unknown, ...]:
    """The text in parts."""
    return result.parts if isinstance(result, Template) else (result,)


def first_unknown(result: Result) -> Unknown | None:
    """The first unknown value in a result, however deep it lies; None where all is known."""
    if isinstance(result, Unknown):
        return result
    inner: Iterable[Result] = ()
    if isinstance(result, Template):
        inner = result.parts
    elif isinstance(result, tuple):
        inner = result if _PARTLY & set(map(type, result)) else ()
    elif isinstance(result, Object):
        inner = result.values_by_name.values()
    return next((found for one in inner if (found := first_unknown(one)) is not None), None)
