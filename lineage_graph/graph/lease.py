"""One load or refresh of a source at a time: a lease on its ``Source`` node, with a token that only grows.

Every transaction that writes checks the token inside itself, so that a process that slept past its lease cannot write
any more. Times are the server's. A lease ends by release, after ``SECONDS`` without a batch, or with its process
where that ran on this machine.
"""

import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple
from uuid import uuid4

from neo4j import ManagedTransaction

from lineage_graph.errors import LeaseHeld, LineageError
from lineage_graph.graph import statements
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.values import Parameter, Row, Value

SECONDS: Final = 90
RENEW_SECONDS: Final = SECONDS / 4
_GIVE_BACK_SECONDS: Final = 10.0
"""Who is told to end has half a minute (Kubernetes) or less; a lease ends by itself."""


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for the lease of which source; ``outside`` names the groups in which it declares others' things."""

    source: str
    kind: str
    service: str
    outside: frozenset[str]
    incomplete: frozenset[str]
    at: datetime | None


class Settled(NamedTuple):
    """What the graph held as declared when it had seen so many changes: the fingerprints of the batches."""

    change: int | None
    fingerprints: frozenset[str]


NOTHING_SETTLED: Final = Settled(None, frozenset())


class Record(NamedTuple):
    """What the books keep of a load that left all as it was read.

    A digest of what was read, an account of it (a text of the caller's own), and how much the source declares.
    """

    digest: str
    account: str
    held: int = 0


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease that was taken; a dry run imagines one without ``refresh``.

    ``known`` if the source was loaded before, ``outside`` names the groups in which it ever declared others' things.
    """

    source: str
    token: int
    refresh: str | None
    at: datetime
    known: bool
    outside: frozenset[str]
    settled: Settled = NOTHING_SETTLED


@contextmanager
def owning(graph: Graph) -> Iterator[str]:
    """An owner of leases; whatever goes wrong within, all that it holds is given back.

    It is asked of the graph what that is: who is interrupted while a transaction is committed never hears that the
    lease was granted, nor that it was released. Where Neo4j cannot be reached, leases end by themselves.
    """
    owner = new_owner()
    with ExitStack() as undoing:
        undoing.callback(_give_back, graph, owner)
        yield owner
        undoing.pop_all()


def _give_back(graph: Graph, owner: str) -> None:
    with suppress(LineageError):
        graph.once(statements.GIVE_BACK, {"owner": owner}, seconds=_GIVE_BACK_SECONDS)


def new_owner() -> str:
    """One who takes leases in this process: ``host:process:random``."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


def take(graph: Graph, request: Request, owner: str) -> Lease:
    """The lease, and a ``Refresh`` node that says a load runs. ``LeaseHeld`` where another one has it."""
    return graph.write(lambda transaction: take_within(transaction, request, owner))


def take_within(transaction: ManagedTransaction, request: Request, owner: str) -> Lease:
    """The same within a transaction."""
    parameters = {"source": request.source, "kind": request.kind, "service": request.service}
    answer(transaction, statements.LOCK_SOURCE, parameters)
    (held,) = answer(transaction, statements.READ_LEASE, parameters)
    _check_free(request.source, owner, held)
    lease = _next(request, held)
    answer(transaction, statements.TAKE_LEASE, _taken(request, lease, owner))
    return lease


def renew(graph: Graph, leases: Sequence[Lease]) -> None:
    """Make these leases last ``SECONDS`` from now, as far as they are still ours."""
    rows: list[Parameter] = [{"source": lease.source, "token": lease.token} for lease in leases]

    def work(transaction: ManagedTransaction) -> None:
        answer(transaction, statements.RENEW_LEASES, {"leases": rows, "seconds": SECONDS})

    graph.write(work)


def fence(transaction: ManagedTransaction, lease: Lease) -> int:
    """Lock the graph for this transaction and give back its number of changes, this one included.

    Writers take turns: what one decided from the number before is still true if nobody else has raised it.
    """
    rows = answer(transaction, statements.FENCE, {"source": lease.source, "token": lease.token, "seconds": SECONDS})
    if not rows:
        raise LeaseHeld(
            f"The load of {lease.source} slept past its lease and another one has taken over.\n"
            "Nothing of it is half written; load again."
        )
    return int(str(rows[0]["change"]))


@dataclass(frozen=True, slots=True)
class End:
    """How a load ended; ``whole`` if everything of the source was read, and what had gone was removed.

    ``record`` if the next load may take the graph as it is left. ``since`` is the number of changes that the graph had
    seen when the load began, if it took nothing away: then other sources may as well.
    """

    outcome: str
    whole: bool = False
    settled: Settled = NOTHING_SETTLED
    counts: Mapping[str, Parameter] = field(default_factory=dict)
    record: Record | None = None
    since: int | None = None


def release(graph: Graph, lease: Lease, end: End) -> None:
    """Give the lease back and write down how the load ended; nothing where another has taken the lease."""

    def work(transaction: ManagedTransaction) -> None:
        parameters: dict[str, Parameter] = {
            "source": lease.source,
            "token": lease.token,
            "refresh": lease.refresh,
            "at": lease.at,
            "outcome": end.outcome,
            "whole": end.whole,
            "counts": end.counts,
            "settled": end.settled.change,
            "fingerprints": sorted(end.settled.fingerprints),
            "digest": end.record.digest if end.record else None,
            "account": end.record.account if end.record else None,
            "held": end.record.held if end.record else None,
        }
        answer(transaction, statements.END_REFRESH, parameters)
        if end.since is not None and end.settled.change is not None:
            carry(transaction, end.since, end.settled.change)

    graph.write(work)


def carry(transaction: ManagedTransaction, before: int, after: int) -> None:
    """Let the sources that trusted the graph before something was added trust it after."""
    if before != after:
        answer(transaction, statements.CARRY_SETTLED, {"before": before, "after": after})


def _check_free(source: str, owner: str, held: Row) -> None:
    holder = held["owner"]
    if not held["held"] or not isinstance(holder, str) or holder == owner or _is_dead(holder):
        return
    host, process, _ = (*holder.split(":"), "", "")[:3]
    raise LeaseHeld(
        f"{source} is being loaded by process {process} on {host}.\n"
        f"Wait for it; if it was killed, its lease ends at {held['expires']}."
    )


def _is_dead(holder: str) -> bool:
    host, process, *_ = (*holder.split(":"), "")
    # On Windows os.kill ends the process instead of asking for it.
    if os.name != "posix" or host != socket.gethostname() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _next(request: Request, held: Row) -> Lease:
    token, now = held["token"], held["now"]
    if not isinstance(token, int) or not isinstance(now, datetime):
        raise LeaseHeld(f"The node of the source {request.source} is damaged; remove it, then load again.")
    return Lease(
        source=request.source,
        token=token + 1,
        refresh=f"{request.source}/refreshes/{token + 1}",
        at=request.at or now,
        known=token > 0,
        outside=request.outside | _texts(held["outside"]),
        settled=settled(held),
    )


def settled(found: Row) -> Settled:
    """What the last load of the source left, from its node."""
    change = found["settled"]
    return Settled(change, _texts(found["fingerprints"])) if isinstance(change, int) else NOTHING_SETTLED


def _texts(value: Value) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()


def _taken(request: Request, lease: Lease, owner: str) -> dict[str, Parameter]:
    return {
        "source": request.source,
        "owner": owner,
        "token": lease.token,
        "refresh": lease.refresh,
        "at": lease.at,
        "outside": sorted(lease.outside),
        "incomplete": sorted(request.incomplete),
        "seconds": SECONDS,
    }
