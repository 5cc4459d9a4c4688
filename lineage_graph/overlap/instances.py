"""Which instances pattern processes have, given the assets that are known: a value seen at one end goes to the others.

The least fixpoint, anew each time: what is derived supports more, but rests on real assets alone. A value that is put
together of others (``sales_orders`` from ``{schema}_{table}``) may be such for one step more, so that what copies
``{x}`` to ``{x}_copy`` comes to an end. A name that may be split in several ways tells no value.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lineage_graph.keys import LONGEST_KEY, process_key
from lineage_graph.overlap.filling import Shape, is_filled, put, shape
from lineage_graph.overlap.seeds import Filling, Seeds
from lineage_graph.overlap.spelling import folds

MOST_INSTANCES: Final = 2_000
"""Of one pattern process. One that would have more has none and stays a pattern: nobody chooses for the reader."""


@dataclass(frozen=True, slots=True)
class PatternEnd:
    """One end of a process: the asset's key, and the identity of each of its holes, as ``End.open`` has it."""

    key: str
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PatternProcess:
    """A process, by its own key, its performer's and its step."""

    key: str
    performer: str
    inputs: tuple[PatternEnd, ...]
    output: PatternEnd
    step: str | None = None


class Instance(NamedTuple):
    """A process with values in its keys; ``inputs`` stand as the pattern's do."""

    key: str
    pattern: str
    output: str
    inputs: tuple[str, ...]


class Found(NamedTuple):
    """The instances, sorted, and the keys of the processes that would have too many."""

    instances: tuple[Instance, ...]
    crowded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Pattern:
    process: PatternProcess
    inputs: tuple[Shape, ...]
    output: Shape
    carried: frozenset[str]

    @property
    def ends(self) -> tuple[Shape, ...]:
        return (*self.inputs, self.output)


class _Seen(NamedTuple):
    """An end of a process that an asset fills, with the values that go to other ends."""

    pattern: _Pattern
    end: int
    filling: Filling
    values: dict[str, str]

    @property
    def texts(self) -> set[str]:
        return {text.casefold() for text in self.values.values()}


def shares(process: PatternProcess) -> bool:
    """Whether some hole of an input and some hole of the output hold the same value."""
    return bool(_pattern(process).carried)


def instances(
    processes: Iterable[PatternProcess], real: Iterable[str], declared: Collection[str], most: int = MOST_INSTANCES
) -> Found:
    """The instances that follow from the keys of real assets; none that is ``declared``, a set of processes' keys.

    The order of what is given does not matter.
    """
    patterns = [pattern for pattern in map(_pattern, sorted(processes, key=_key)) if pattern.carried]
    seeds = sorted({key for key in real if is_filled(key)})
    crowded: set[str] = set()
    while True:
        run = _Run([one for one in patterns if one.process.key not in crowded], seeds, frozenset(declared), most)
        run.follow()
        if not run.crowded:
            return Found(_told_apart(run, frozenset(declared)), tuple(sorted(crowded)))
        crowded |= run.crowded


def _key(process: PatternProcess) -> str:
    return process.key


def _pattern(process: PatternProcess) -> _Pattern:
    inputs = tuple(shape(end.key, end.open) for end in process.inputs)
    output = shape(process.output.key, process.output.open)
    carried = output.named & frozenset[str]().union(*(end.named for end in inputs))
    return _Pattern(process, inputs, output, carried)


@dataclass(slots=True)
class _Run:
    """One computation of the fixpoint."""

    patterns: Sequence[_Pattern]
    real: Sequence[str]
    declared: frozenset[str]
    most: int
    found: dict[str, set[Instance]] = field(default_factory=dict)
    crowded: set[str] = field(default_factory=set)
    spellings: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def follow(self) -> None:
        """Round by round what the assets that are new support, until nothing is new."""
        self.spellings = _spellings(self.real)
        known = set(self.real)
        seen = list(self._seen(self.real))
        texts = {text for one in seen for text in one.texts}
        made: list[_Seen] = []
        may_make = True
        while seen:
            new = sorted({key for one in seen for key in self._derived(one)} - known)
            known.update(new)
            seen = []
            for one in self._seen(new):
                (seen if one.texts <= texts else made).append(one)
            if not seen and may_make:
                may_make, seen = False, made
                texts.update(text for one in made for text in one.texts)

    def _seen(self, keys: Iterable[str]) -> Iterator[_Seen]:
        seeds = Seeds(keys)
        for pattern in self.patterns:
            for end, at in enumerate(pattern.ends):
                for filling in seeds.filling(at):
                    values = {name: text for name, text in filling.values.items() if name in pattern.carried}
                    if values:
                        yield _Seen(pattern, end, filling, values)

    def _derived(self, seen: _Seen) -> Iterator[str]:
        """The assets of the instance that follows, as far as they may support others."""
        pattern, process = seen.pattern, seen.pattern.process
        keys = [self._put(end, place == seen.end, seen) for place, end in enumerate(pattern.ends)]
        *inputs, output = keys
        key = instance_key(process, output)
        if not is_filled(output) or key in self.declared or any(len(one.encode()) > LONGEST_KEY for one in keys):
            return
        mine = self.found.setdefault(process.key, set())
        if process.key in self.crowded:
            return
        mine.add(Instance(key, process.key, output, tuple(inputs)))
        if len(mine) > self.most:
            self.crowded.add(process.key)
        yield from (one for one in keys if is_filled(one))

    def _put(self, end: Shape, is_seed: bool, seen: _Seen) -> str:
        if is_seed:
            return seen.filling.key
        key = put(end, seen.values)
        if key != end.key and folds(seen.filling.key) and key not in self.spellings.get(key.casefold(), ()):
            others = self.spellings.get(key.casefold(), ())
            return others[0] if len(others) == 1 else key
        return key


def instance_key(process: PatternProcess, output: str, *, told_apart: bool = False) -> str:
    """The key of the process that writes the output; with its step where the pattern's has it or it must be told."""
    has_step = process.key != process_key(process.performer, process.output.key)
    return process_key(process.performer, output, process.step if has_step or told_apart else None)


def _spellings(real: Iterable[str]) -> dict[str, list[str]]:
    """The real assets by their keys without case: a store that folds does not tell how another spells a name."""
    found: dict[str, list[str]] = {}
    for key in real:
        found.setdefault(key.casefold(), []).append(key)
    return found


def _told_apart(run: _Run, declared: frozenset[str]) -> tuple[Instance, ...]:
    """All instances; where two steps of one performer have come to write one asset, their keys name the steps."""
    processes = {pattern.process.key: pattern.process for pattern in run.patterns}
    steps: dict[str, set[str | None]] = {}
    every = [one for mine in run.found.values() for one in mine]
    for one in every:
        steps.setdefault(one.key, set()).add(processes[one.pattern].step)
    told = (
        one._replace(key=instance_key(processes[one.pattern], one.output, told_apart=True))
        if len(steps[one.key]) > 1
        else one
        for one in every
    )
    return tuple(sorted(one for one in told if one.key not in declared))
