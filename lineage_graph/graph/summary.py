"""What a load did: per source, per label and relationship type, and which of the source's objects it wrote."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lineage_graph.graph.decisions import Effect
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.rows import Group
from lineage_graph.model import Ref


@dataclass(frozen=True, slots=True)
class Counts:
    """Nodes or relationships of one label or type. ``removed``: the source no longer declares them."""

    created: int = 0
    changed: int = 0
    revived: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def written(self) -> int:
        """All that were created, changed or revived."""
        return self.created + self.changed + self.revived


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """What a load did for one source.

    ``changed_objects``: which of the declaration's objects had anything of theirs written or removed. ``spared``
    counts what the source no longer declares but keeps, because it was not read whole or the guard tripped.
    """

    source: str
    service: str
    nodes: Mapping[str, Counts]
    edges: Mapping[str, Counts]
    changed_objects: frozenset[Ref] = frozenset()
    spared: int = 0
    refresh: str | None = None

    @property
    def total(self) -> Counts:
        """The sum over all labels and types."""
        return total([*self.nodes.values(), *self.edges.values()])


@dataclass(frozen=True, slots=True)
class LoadSummary:
    """What a load did, or would do if ``dry_run``, in the order of the declarations.

    ``overlaps`` are the edges from assets that overlap what is read, in the containers that it touched; a dry run
    cannot tell them.
    """

    sources: tuple[SourceSummary, ...]
    dry_run: bool = False
    overlaps: Counts = Counts()

    @property
    def total(self) -> Counts:
        """The sum over all sources."""
        return total([source.total for source in self.sources])


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of the counts."""
    parts = tuple(counts)
    return Counts(**{name: sum(getattr(part, name) for part in parts) for name in Counts.__slots__})


class Objects:
    """Which object of a declaration a node or relationship belongs to."""

    def __init__(self, objects: Iterable[Ref]) -> None:
        """Of these objects."""
        self._by_key = {item.key: item for item in objects}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._by_key)

    def owner(self, group: Group, identity: Identity) -> Ref | None:
        """The object with the longest key that the node's key is or is below; None if there is none.

        Of a relationship its start's, for what an object refers to is said in its definition; what contains is not
        changed by what it contains, and an asset's belong to the process at the other end.
        """
        if isinstance(identity, str):
            return self._above(identity)
        start, end = identity[:2]
        first, second = (end, start) if group.label == "CONTAINS" else (start, end)
        return self._above(first) or self._above(second)

    def _above(self, key: str) -> Ref | None:
        # A process's key is its performer's, then "=>": neither character is ever bare before it.
        head = key.partition("=>")[0]
        while head and head not in self._by_key:
            head = head.rpartition("/")[0]
        return self._by_key.get(head)


@dataclass(slots=True)
class Tally:
    """Counts effects while a load runs."""

    objects: Objects
    nodes: dict[str, Counter[Effect]] = field(default_factory=dict)
    edges: dict[str, Counter[Effect]] = field(default_factory=dict)
    changed: set[Ref] = field(default_factory=set)
    spared: int = 0

    def unchanged(self, group: Group, count: int) -> None:
        """Count nodes or relationships that are as they were."""
        if count:
            self._counter(group)[Effect.UNCHANGED] += count

    def add(self, group: Group, effects: Mapping[Effect, int]) -> None:
        """Count what became of nodes or relationships that belong to no object."""
        self._counter(group).update(effects)

    def write(self, group: Group, effect: Effect, identity: Identity) -> None:
        """Count what became of a node or relationship, and the object that it belongs to if it was written."""
        self._counter(group)[effect] += 1
        if effect is Effect.UNCHANGED or len(self.changed) == len(self.objects):
            return
        if owner := self.objects.owner(group, identity):
            self.changed.add(owner)

    def _counter(self, group: Group) -> Counter[Effect]:
        counters = self.edges if group.ends else self.nodes
        if group.label not in counters:
            counters[group.label] = Counter()
        return counters[group.label]

    def summary(self, source: str, service: str, refresh: str | None) -> SourceSummary:
        """What was counted so far."""
        return SourceSummary(
            source=source,
            service=service,
            nodes={label: _counts(counter) for label, counter in self.nodes.items()},
            edges={label: _counts(counter) for label, counter in self.edges.items()},
            changed_objects=frozenset(self.changed),
            spared=self.spared,
            refresh=refresh,
        )


def _counts(counter: Counter[Effect]) -> Counts:
    return Counts(**{effect.value: counter[effect] for effect in Effect})
