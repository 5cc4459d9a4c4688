"""The load of one source: part by part what differs, and at the end what has gone, if the guard lets it go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lineage_graph.errors import LineageError, UsageError
from lineage_graph.graph.connection import Graph
from lineage_graph.graph.decisions import Claim, Effect, Write, declare
from lineage_graph.graph.guard import Loss, removable, segment, too_many, unread
from lineage_graph.graph.lease import Lease
from lineage_graph.graph.parts import Part
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.reading import known
from lineage_graph.graph.rows import Group, Row
from lineage_graph.graph.state import State, States
from lineage_graph.graph.summary import SourceSummary, Tally
from lineage_graph.graph.writer import Candidate, Writer
from lineage_graph.model import COLLECTIONS, Declaration

_STEP: Final = 1_000
_GOING: Final = Write(Effect.REMOVED, {}, whole=False)

Advance = Callable[[int, str], None]
"""Told how many more rows are done, and their label or type."""


class Outcome(NamedTuple):
    """What a load of one source did, and what the guard did not let it do."""

    summary: SourceSummary
    losses: Sequence[Loss]


class Gone(NamedTuple):
    """What the source declared of a group and no longer does; ``claimed`` counts all that it did, per collection."""

    group: Group
    identities: Sequence[Identity]
    claimed: int


@dataclass(frozen=True, slots=True)
class SourceLoad:
    """What the load of one source works with. ``max_removed_percent`` is None where anything may go."""

    graph: Graph
    declaration: Declaration
    lease: Lease
    writer: Writer
    tally: Tally
    advance: Advance
    max_removed_percent: int | None
    created: dict[str, set[Identity]] = field(default_factory=dict)

    def run(self, parts: Sequence[Part]) -> Outcome:
        """Load the parts, then remove what has gone."""
        gone = [self._load(part) for part in parts]
        losses = self._losses(gone)
        # Relationships go before their nodes, so that no moment shows one without its end.
        for group, identities, _ in reversed(gone):
            self._remove(group, identities, spare=bool(losses))
        return Outcome(self.tally.summary(self.lease.source, self.declaration.service, self.lease.refresh), losses)

    def _load(self, part: Part) -> Gone:
        found = known(self.graph, self.lease, self.declaration.service, part, self.created)
        claimed = sum(1 for identity, state in found.states.items() if self._is_collected(part.group, identity, state))
        self.writer.begin(found.change)
        self._differences(part, found.states)
        left = [identity for identity, state in found.states.items() if self._claims(state)]
        return Gone(part.group, sorted(left), claimed)

    def _differences(self, part: Part, states: States) -> None:
        """Write what differs, and take out of ``states`` all that is declared."""
        group, unchanged, waiting = part.group, 0, 0
        previous: Identity | None = None
        for row in part.rows():
            if row.identity == previous:
                raise LineageError(f"{self.lease.source} declares {group.label} {row.identity} twice.")
            previous = row.identity
            unchanged += not self._write(group, row, states.pop(row.identity, None))
            waiting += 1
            if waiting == _STEP:
                self.advance(waiting, group.label)
                waiting = 0
        self.writer.flush(group)
        self.advance(waiting, group.label)
        if unchanged:
            self.tally.add(group, Effect.UNCHANGED, unchanged)

    def _write(self, group: Group, row: Row, state: State | None) -> bool:
        if state and state.books and state.books.foreign and not group.ends:
            raise UsageError(
                f"The database already has a {group.label} with the key {row.identity} that was not loaded by "
                "lineage_graph.\nRemove it, or give lineage_graph a database of its own (NEO4J_DATABASE)."
            )
        keep_known = unread(self.declaration, group, row.identity)
        write = declare(Claim(self.lease.source, self.lease.at), group, row, state, keep_known=keep_known)
        if write is None:
            return False
        if write.effect is Effect.CREATED and not group.ends:
            self.created.setdefault(group.label, set()).add(row.identity)
        self.writer.add(group, Candidate(row.identity, row, keep_known, write))
        return True

    def _claims(self, state: State) -> bool:
        return state.books is None or self.lease.source in state.books.sources

    def _is_collected(self, group: Group, identity: Identity, state: State) -> bool:
        if group.ends or group.label not in COLLECTIONS.values() or not isinstance(identity, str):
            return False
        return segment(self.declaration.service, identity) is not None and self._claims(state)

    def _losses(self, gone: Sequence[Gone]) -> list[Loss]:
        if self.max_removed_percent is None:
            return []
        collections = {label: collection for collection, label in COLLECTIONS.items()}
        losses = []
        for group, identities, claimed in gone:
            if claimed:
                lost = [
                    identity
                    for identity in identities
                    if isinstance(identity, str)
                    and segment(self.declaration.service, identity)
                    and removable(self.declaration, group, identity)
                ]
                losses.append(Loss(self.lease.source, collections[group.label], claimed, lost))
        return [loss for loss in losses if too_many(loss, self.max_removed_percent)]

    def _remove(self, group: Group, identities: Sequence[Identity], *, spare: bool) -> None:
        going = [] if spare else [item for item in identities if removable(self.declaration, group, item)]
        self.tally.spared += len(identities) - len(going)
        # None: the books were read long ago and not whole, so each batch reads them again before it decides.
        self.writer.begin(None)
        for identity in going:
            self.writer.add(group, Candidate(identity, None, keep_known=False, write=_GOING))
        self.writer.flush(group)
