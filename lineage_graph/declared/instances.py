"""Processes with concrete names that carry out one with a pattern: ``INSTANCE_OF``, and so do their assets.

One activity has both where some of its calls are known and others are not: ``raw/orders`` beside ``raw/{}``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lineage_graph.model import Asset, InstanceOf, Process
from lineage_graph.overlap import DATE

_HOLE: Final = re.compile(r"\\\{(date|id|)\\\}")
_DATE: Final = f"[{re.escape(''.join(sorted(DATE)))}]+"
_FILLED_BY: Final = {"": "[^/]+", "id": "[^/]+", "date": f"{_DATE}(?:/{_DATE})*"}
"""An unknown value fills one segment or a part of it; a date may be written as several folders, each a part of it."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A process of one performer with its assets; ``output`` is None where it only reads."""

    process: Process
    inputs: Sequence[Asset]
    output: Asset | None

    @property
    def assets(self) -> tuple[Asset, ...]:
        """Everything that it reads and writes."""
        return (*self.inputs, self.output) if self.output else tuple(self.inputs)

    @property
    def is_pattern(self) -> bool:
        """Whether something of it is known in part only."""
        return any(asset.pattern for asset in self.assets)


def instances(carried: Sequence[Carried]) -> Iterator[InstanceOf]:
    """Which of a performer's processes are instances of others of its processes, and which assets of which."""
    patterns = [one for one in carried if one.is_pattern]
    for concrete in (one for one in carried if not one.is_pattern):
        for pattern in patterns:
            pairs = _pairs(concrete, pattern)
            if pairs:
                yield InstanceOf(start=concrete.process.ref, end=pattern.process.ref)
                yield from (InstanceOf(start=one.ref, end=other.ref) for one, other in pairs if one.key != other.key)


def _pairs(concrete: Carried, pattern: Carried) -> list[tuple[Asset, Asset]]:
    """Each asset of the one with the asset of the other that it fills; nothing where one does not fit."""
    if (concrete.output is None) != (pattern.output is None) or concrete.process.step != pattern.process.step:
        return []
    pairs = [(one, _filled(one, pattern.inputs)) for one in concrete.inputs]
    if concrete.output and pattern.output:
        pairs.append((concrete.output, _filled(concrete.output, (pattern.output,))))
    found = [(one, other) for one, other in pairs if other is not None]
    return found if len(found) == len(pairs) else []


def fills(key: str, pattern: str) -> bool:
    """Whether the key is the pattern's with something in the place of each unknown part."""
    return _pattern(pattern).fullmatch(key) is not None


def _filled(asset: Asset, candidates: Sequence[Asset]) -> Asset | None:
    return next((one for one in candidates if asset.key == one.key or fills(asset.key, one.key)), None)


@lru_cache(maxsize=4096)
def _pattern(key: str) -> "re.Pattern[str]":
    """A key as the expression that its instances match; without unknown parts only the key itself does."""
    return re.compile(_HOLE.sub(lambda found: _FILLED_BY[found[1]], re.escape(key)), re.DOTALL)
