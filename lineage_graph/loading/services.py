"""Services as they were read, loaded into the graph: those that are there as they were read are passed over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from lineage_graph.declared import declare
from lineage_graph.graph import (
    Expected,
    Graph,
    LoadOptions,
    LoadSummary,
    Record,
    RemovalRefused,
    SourceSummary,
    confirm,
    load,
)
from lineage_graph.keys import service_key, source_key
from lineage_graph.loading.account import Account, account, read_account
from lineage_graph.loading.fingerprint import fingerprint
from lineage_graph.model import Declaration
from lineage_graph.records import Rejected, Service


@dataclass(frozen=True, slots=True)
class LoadedServices:
    """What a load did: ``accounts`` and the summary's sources in the order of the services.

    ``rejected`` are references that the records could not keep. ``refused`` if the guard held back what has gone.
    """

    accounts: tuple[Account, ...]
    rejected: tuple[Rejected, ...]
    summary: LoadSummary
    refused: RemovalRefused | None = None


class _Declared(NamedTuple):
    declaration: Declaration
    account: Account
    rejected: tuple[Rejected, ...]


class _Known(NamedTuple):
    summary: SourceSummary
    account: Account


def load_services(graph: Graph, services: Sequence[Service], options: LoadOptions) -> LoadedServices:
    """Load what the services declare. ``LeaseHeld`` where another process loads one of them.

    A service that reads as it did when it was last loaded, and whose part of the graph nobody has touched since, is
    neither declared nor compared; its ``Refresh`` and the time of its last reading are written all the same.
    """
    expected = [_expected(service, options) for service in services]
    taken = [_taken(graph, *pair, options) for pair in zip(services, expected, strict=True)]
    declared = [one for one in taken if isinstance(one, _Declared)]
    records = {
        source.source: Record(source.digest, one.account.written())
        for source, one in zip(expected, taken, strict=True)
        if isinstance(one, _Declared) and not one.rejected
    }
    summary, refused = _written(graph, [one.declaration for one in declared], replace(options, records=records))
    return LoadedServices(
        accounts=tuple(one.account for one in taken),
        rejected=tuple(rejected for one in declared for rejected in one.rejected),
        summary=_in_order(summary, taken),
        refused=refused,
    )


def _expected(service: Service, options: LoadOptions) -> Expected:
    key = service_key(service.kind, service.name)
    digest = fingerprint(service, options.hosts)
    return Expected(source_key(service.source, key), service.source, key, digest, service.incomplete, options.at)


def _taken(graph: Graph, service: Service, expected: Expected, options: LoadOptions) -> _Known | _Declared:
    if known := confirm(graph, expected, dry_run=options.dry_run):
        return _Known(known.summary, read_account(known.account))
    declaration, rejected = declare(service, options.hosts)
    return _Declared(declaration, account(declaration), rejected)


def _written(
    graph: Graph, declarations: Sequence[Declaration], options: LoadOptions
) -> tuple[LoadSummary, RemovalRefused | None]:
    try:
        return load(graph, declarations, options), None
    except RemovalRefused as refusal:
        return refusal.summary, refusal


def _in_order(summary: LoadSummary, taken: Sequence[_Known | _Declared]) -> LoadSummary:
    written = iter(summary.sources)
    sources = (one.summary if isinstance(one, _Known) else next(written) for one in taken)
    return replace(summary, sources=tuple(sources))
