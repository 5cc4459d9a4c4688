"""A mapping that notes what it is asked for: who would have been told the same comes to the same conclusion."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

Held = TypeVar("Held")

_NOTHING: Final = object()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a mapping was asked for and what it said; ``whole`` is all of it where somebody went through it."""

    answers: Mapping[str, object]
    whole: Mapping[str, object] | None = None

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether these values would have given the same answers."""
        if self.whole is not None:
            return _is_same(self.whole, values)
        return all(_is_same(said, values.get(name, _NOTHING)) for name, said in self.answers.items())


class Noting(Mapping[str, Held]):
    """The values, and what was asked of them."""

    def __init__(self, values: Mapping[str, Held]) -> None:
        """With nothing asked yet."""
        self._values = values
        self._answers: dict[str, object] = {}
        self._is_whole = False

    def __getitem__(self, name: str) -> Held:
        """The value, or a ``KeyError``, which is an answer, too."""
        self._answers[name] = self._values.get(name, _NOTHING)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        """All names, so that every other value might have mattered."""
        self._is_whole = True
        return iter(self._values)

    def __len__(self) -> int:
        """How many there are, which says something of all."""
        self._is_whole = True
        return len(self._values)

    def asked(self) -> Asked:
        """What was asked so far."""
        return Asked(dict(self._answers), self._values if self._is_whole else None)


def _is_same(one: object, other: object) -> bool:
    # 1, 1.0 and True are equal, and are written differently.
    return one is other or (one == other and repr(one) == repr(other))
