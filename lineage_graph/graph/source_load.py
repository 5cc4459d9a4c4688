"""The load of one source: part by part what differs, and at the end what has gone, if the guard lets it go."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lineage_graph.errors import LineageError
from lineage_graph.graph.claims import Census, Claims
from lineage_graph.graph.connection import Graph
from lineage_graph.graph.decisions import Effect
from lineage_graph.graph.guard import Loss, removable, segment, too_many, unread
from lineage_graph.graph.lease import Lease
from lineage_graph.graph.observations import Touched
from lineage_graph.graph.parts import Part
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.rows import Group
from lineage_graph.graph.summary import SourceSummary, Tally
from lineage_graph.graph.writer import Batch, Item, Work, Writer
from lineage_graph.model import COLLECTIONS, Declaration

_COLLECTED = frozenset(COLLECTIONS.values())

Advance = Callable[[int, str], None]
"""Told how many more rows are done, and their label or type."""


class Outcome(NamedTuple):
    """What a load of one source did, what the guard did not let it do, and what the lineage must count anew."""

    summary: SourceSummary
    losses: Sequence[Loss]
    flows: Touched


class Gone(NamedTuple):
    """What the source declared of a group and no longer does, and how many of a collection's objects it still does."""

    group: Group
    identities: Sequence[Identity]
    kept: int


@dataclass(frozen=True, slots=True)
class SourceLoad:
    """What the load of one source works with. ``max_removed_percent`` is None where anything may go."""

    graph: Graph
    declaration: Declaration
    lease: Lease
    census: Census
    writer: Writer
    tally: Tally
    advance: Advance
    max_removed_percent: int | None
    created: dict[str, set[Identity]] = field(default_factory=dict)
    flows: Touched = field(default_factory=Touched)
    intact: set[Group] = field(default_factory=set)

    def run(self, parts: Sequence[Part]) -> Outcome:
        """Load the parts, then remove what has gone."""
        parts = [part for part in parts if part.items or self.lease.known]
        kept, differing = self._load(parts)
        left = [self._gone(part, kept[part.group], same=part.group not in differing) for part in parts]
        losses = self._losses(left)
        # Relationships go before their nodes, so that no moment shows one without its end.
        for group, identities, _ in reversed(left):
            self._remove(group, identities, spare=bool(losses))
        summary = self.tally.summary(self.lease.source, self.declaration.service, self.lease.refresh)
        return Outcome(summary, losses, self.flows)

    def _load(self, parts: Sequence[Part]) -> tuple[Counter[Group], set[Group]]:
        """How many of each group the source had declared before, and the groups that were not all as declared."""
        kept, differing = Counter[Group](), set[Group]()
        for work, batch in self.writer.write(self._work(part) for part in parts):
            kept[work.group] += self._count(work.group, batch)
            if batch.fates:
                differing.add(work.group)
            self.advance(len(batch.items), work.group.label)
        return kept, differing

    def _work(self, part: Part) -> Work:
        group = part.group
        trusting = self._is_intact(part)
        if trusting:
            self.intact.add(group)
        return Work(group, self._items(part), trusting=trusting, waits=bool(group.ends) and self._was_there(group))

    def _gone(self, part: Part, kept: int, *, same: bool) -> Gone:
        if (same and part.group in self.intact) or not self._was_there(part.group):
            return Gone(part.group, [], kept)
        return Gone(part.group, self._claims.gone(part), kept)

    def _is_intact(self, part: Part) -> bool:
        """Whether the graph has as much of the part as there is: nobody took anything away by hand."""
        if not self.lease.settled.fingerprints or not self._was_there(part.group):
            return False
        return self._claims.count(part.group) == len(part.items)

    @property
    def _claims(self) -> Claims:
        return Claims(self.graph, self.lease, self.declaration.service)

    @property
    def _was_run(self) -> bool:
        """Whether there are runs at all: only then may what is new have been seen to run before."""
        return bool(self.census.counts.get("EXECUTED"))

    def _was_there(self, group: Group) -> bool:
        return bool(self.census.counts.get(group.label))

    def _items(self, part: Part) -> Iterator[Item]:
        group = part.group
        nothing_yet = not self._was_there(group)
        some_made = bool(group.ends) and any(self.created.values())
        previous: Identity | None = None
        for row in part.rows():
            if row.identity == previous:
                raise LineageError(f"{self.lease.source} declares {group.label} {row.identity} twice.")
            previous = row.identity
            fresh = nothing_yet or (some_made and self._is_fresh(group, row.identity))
            yield Item(row.identity, row, fresh, unread(self.declaration, group, row.identity))

    def _is_fresh(self, group: Group, identity: Identity) -> bool:
        """Whether the relationship has an end that this load made."""
        ends = zip(group.ends or (), identity, strict=True)
        return any(end in self.created.get(label, ()) for label, end in ends)

    def _count(self, group: Group, batch: Batch) -> int:
        """Count what became of the batch; gives back how many objects of a collection had been declared before."""
        created = self.created.setdefault(group.label, set())
        was_run = self._was_run
        for place, fate in batch.fates.items():
            identity = batch.items[place].identity
            self.tally.write(group, fate.effect, identity)
            if fate.effect is Effect.CREATED and not group.ends:
                created.add(identity)
            if was_run:
                self.flows.note(group, fate.effect, identity)
        self.tally.unchanged(group, len(batch.items) - len(batch.fates))
        if group.label not in _COLLECTED:
            return 0
        items = enumerate(batch.items)
        return sum(batch.fate(place).known and self._is_collected(group, item.identity) for place, item in items)

    def _is_collected(self, group: Group, identity: Identity) -> bool:
        """Whether it is an object of one of the service's collections."""
        if not isinstance(identity, str) or group.label not in _COLLECTED:
            return False
        return segment(self.declaration.service, identity) is not None

    def _losses(self, left: Sequence[Gone]) -> list[Loss]:
        if self.max_removed_percent is None:
            return []
        losses = []
        for group, identities, kept in left:
            collected = [item for item in identities if isinstance(item, str) and self._is_collected(group, item)]
            lost = [item for item in collected if removable(self.declaration, group, item)]
            if lost:
                collection = segment(self.declaration.service, lost[0]) or group.label
                losses.append(Loss(self.lease.source, collection, kept + len(collected), lost))
        return [loss for loss in losses if too_many(loss, self.max_removed_percent)]

    def _remove(self, group: Group, identities: Sequence[Identity], *, spare: bool) -> None:
        going = [] if spare else [item for item in identities if removable(self.declaration, group, item)]
        self.tally.spared += len(identities) - len(going)
        for _, batch in self.writer.write([Work(group, (Item(identity) for identity in going))]):
            self._count(group, batch)
