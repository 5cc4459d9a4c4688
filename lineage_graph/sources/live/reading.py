"""Addresses to a ``Reading``: each service by itself, so that one that fails leaves the others whole."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Lock

from azure.core.credentials import TokenCredential

from lineage_graph.errors import ServiceMissing
from lineage_graph.records import Origin, Reading, Rejected
from lineage_graph.sources.assembly import Draft
from lineage_graph.sources.duplicates import one_of_each
from lineage_graph.sources.live import factory, workspace
from lineage_graph.sources.live.addresses import Address, FactoryAddress
from lineage_graph.sources.live.client import Client
from lineage_graph.sources.live.connecting import connected
from lineage_graph.sources.live.failures import CallFailed
from lineage_graph.sources.live.options import LiveOptions, Progress, Tally


@dataclass(frozen=True, slots=True)
class _Taken:
    """What came of the addresses so far."""

    drafts: list[Draft] = field(default_factory=list)
    failures: list[CallFailed | ServiceMissing] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def failed(self, address: Address, failure: CallFailed | ServiceMissing) -> None:
        """Remember that a service is not known."""
        self.failures.append(failure)
        reason = failure.reason if isinstance(failure, CallFailed) else f"service-missing: {failure}"
        self.rejected.append(Rejected("service", Origin(_place(address)), reason))


@dataclass(slots=True)
class _Count:
    """The collections read, told one after another though they are read at the same time."""

    total: int
    progress: Progress | None
    read: int = 0
    lock: Lock = field(default_factory=Lock)

    def done(self) -> None:
        with self.lock:
            self.read += 1
            if self.progress is not None:
                self.progress(self.read, self.total)


def read(addresses: Sequence[Address], credential: TokenCredential | None, options: LiveOptions) -> Reading:
    """What ``read_live`` promises."""
    taken = _Taken()
    with ExitStack() as clients:
        asked = [(clients.enter_context(connected(one, credential, options)), one) for one in addresses]
        services = [(client, one) for client, address in asked for one in _services(client, address, taken)]
        count = _Count(sum(_collections(one) for _, one in services), options.progress)
        for client, one in services:
            _read(client, one, options, count, taken)
    if not taken.drafts and taken.failures:
        raise taken.failures[0]
    kept, rejected, ignored = one_of_each(taken.drafts, keep=False)
    notes = (note for draft in taken.drafts for note in draft.notes)
    return Reading(
        services=kept,
        rejected=(*taken.rejected, *rejected),
        ignored=ignored,
        warnings=(*taken.warnings, *notes, *_repeats(options.tally)),
    )


def _services(client: Client, address: Address, taken: _Taken) -> list[Address]:
    """The single services that an address means."""
    if not isinstance(address, FactoryAddress):
        return [address]
    try:
        found: list[Address] = list(factory.factories(client, address))
    except CallFailed as failure:
        taken.failed(address, failure)
        return []
    if not found:
        taken.warnings.append(f"{address.path}: there is no data factory that this login may see")
    return found


def _read(client: Client, address: Address, options: LiveOptions, count: _Count, taken: _Taken) -> None:
    try:
        if isinstance(address, FactoryAddress):
            draft = factory.read_factory(client, address, options, count.done)
        else:
            draft = workspace.read_workspace(client, address, options, count.done)
    except (CallFailed, ServiceMissing) as failure:
        taken.failed(address, failure)
    else:
        taken.drafts.append(draft)


def _collections(address: Address) -> int:
    return factory.COLLECTIONS_READ if isinstance(address, FactoryAddress) else workspace.COLLECTIONS_READ


def _place(address: Address) -> str:
    return address.path if isinstance(address, FactoryAddress) else address.origin


def _repeats(tally: Tally) -> tuple[str, ...]:
    if not tally.throttled and not tally.repeated:
        return ()
    return (
        f"Azure throttled {tally.throttled} of {tally.requests} requests, and {tally.repeated} more failed at first; "
        "they were repeated",
    )
