"""Decisions on conditions that nobody knows: ``alternatives`` runs a function once for every way they can turn out.

All expressions that are evaluated with one ``Choices`` decide the same condition the same way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

T = TypeVar("T")

MOST_ALTERNATIVES: Final = 64


@dataclass(slots=True)
class Choices:
    """The decisions taken, by the text of their condition, and the first one that was asked for and not taken.

    With ``is_full`` no more is decided: what is undecided is unknown because there are too many alternatives.
    """

    taken: Mapping[str, bool] = field(default_factory=dict)
    is_full: bool = False
    asked: str | None = None

    def decide(self, condition: str) -> bool | None:
        """How the condition was decided; None, and remembered, where it was not."""
        decided = self.taken.get(condition)
        if decided is None and self.asked is None:
            self.asked = condition
        return decided


def alternatives(function: Callable[[Choices], T], most: int = MOST_ALTERNATIVES) -> tuple[T, ...]:
    """What the function gives for every combination of decisions that it reaches, true before false.

    At most ``most`` results: where more would follow, the rest of the decisions stay undecided.
    """
    found: list[T] = []
    waiting: list[dict[str, bool]] = [{}]
    while waiting:
        taken = waiting.pop()
        choices = Choices(taken, is_full=len(found) + len(waiting) + 2 > most)
        result = function(choices)
        if choices.asked is None or choices.is_full:
            found.append(result)
        else:
            waiting += [{**taken, choices.asked: False}, {**taken, choices.asked: True}]
    return tuple(found)
