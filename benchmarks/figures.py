"""What a measurement gives: figures, some of them held against a bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table. ``met`` is None where there is no bar."""

    what: str
    measured: str
    ratio: float | None = None
    bar: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """A table with its title and a sentence or two about what was done."""

    title: str
    about: str
    figures: Sequence[Figure]


def plain(what: str, measured: str) -> Figure:
    """A figure without a bar."""
    return Figure(what, measured)


def at_least(what: str, ratio: float, bar: float, measured: str) -> Figure:
    """A ratio that must not be smaller than the bar."""
    return Figure(what, measured, ratio, f">= {bar:.3g}", ratio >= bar)


def at_most(what: str, ratio: float, bar: float, measured: str) -> Figure:
    """A ratio that must not be larger than the bar."""
    return Figure(what, measured, ratio, f"<= {bar:.3g}", ratio <= bar)


def spread(seconds: Sequence[float]) -> str:
    """The median and all that was measured: ``4.1 s (3.9, 4.1, 4.6)``."""
    return f"{median(seconds):.2f} s ({', '.join(f'{one:.2f}' for one in sorted(seconds))})"


def paired(ones: Sequence[float], others: Sequence[float]) -> float:
    """The median of the ratios of runs that followed one another, which a busy machine slowed alike."""
    return median(one / other for one, other in zip(ones, others, strict=True))
