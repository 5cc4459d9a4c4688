"""A source that reads exactly as it did when it was last loaded, and that nobody wrote over since, needs no load.

The books tell: the digest of what was read, the number of changes that the graph had seen, and how much the source
declares, counted anew, for somebody may have taken things away by hand.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from neo4j import ManagedTransaction

from lineage_graph import schema
from lineage_graph.graph import lease as leases
from lineage_graph.graph import statements
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.rows import Group, edge_group, node_group
from lineage_graph.graph.summary import Counts, SourceSummary
from lineage_graph.graph.values import Parameter, Row


class Expected(NamedTuple):
    """A source as it was read now. ``incomplete`` names the collections that were not read whole."""

    source: str
    kind: str
    service: str
    digest: str
    incomplete: frozenset[str] = frozenset()
    at: datetime | None = None


class Confirmed(NamedTuple):
    """A source that is in the graph as it was read: what it declares, and the account of the load that wrote it."""

    summary: SourceSummary
    account: str


def confirm(graph: Graph, expected: Expected, *, dry_run: bool = False) -> Confirmed | None:
    """What the source declares, all of it unchanged, and a ``Refresh`` that says so; None where it must be loaded.

    ``LeaseHeld`` where another process loads it now. A dry run writes nothing.
    """

    def look(transaction: ManagedTransaction) -> Confirmed | None:
        return _confirmed(transaction, expected)

    def work(transaction: ManagedTransaction) -> Confirmed | None:
        found = look(transaction)
        if found is None:
            return None
        request = leases.Request(
            expected.source, expected.kind, expected.service, frozenset(), expected.incomplete, expected.at
        )
        lease = leases.take_within(transaction, request, leases.new_owner())
        ended: dict[str, Parameter] = {"whole": not expected.incomplete, "at": lease.at}
        ended |= {"source": lease.source, "token": lease.token, "refresh": lease.refresh}
        answer(transaction, statements.CONFIRM_REFRESH, ended)
        return found._replace(summary=_summary(expected, found.summary.nodes, found.summary.edges, lease.refresh))

    return graph.read(look) if dry_run else graph.write(work)


def _confirmed(transaction: ManagedTransaction, expected: Expected) -> Confirmed | None:
    (books,) = answer(transaction, statements.READ_SOURCE, {"source": expected.source})
    (now,) = answer(transaction, statements.READ_GRAPH)
    account = books["account"]
    if books["digest"] != expected.digest or not isinstance(account, str) or books["settled"] != now["change"]:
        return None
    nodes, edges = _declared(transaction, expected, books)
    if sum(one.unchanged for one in (*nodes.values(), *edges.values())) != books["held"]:
        return None
    return Confirmed(_summary(expected, nodes, edges, None), account)


def _declared(
    transaction: ManagedTransaction, expected: Expected, books: Row
) -> tuple[Mapping[str, Counts], Mapping[str, Counts]]:
    """How much of every label and every type the source declares."""
    there = dict(record.values() for record in transaction.run(statements.count_all()))
    outside = books["outside"] if isinstance(books["outside"], list) else []
    counted: dict[str, int] = {}
    for group in _groups():
        everywhere = group.name in outside
        if there[group.label] and (everywhere or statements.anchored(group)):
            text = statements.count_claimed(group, everywhere=everywhere)
            parameters = {"source": expected.source, "service": expected.service, "below": expected.service + "/"}
            (row,) = answer(transaction, text, parameters)
            counted[group.label] = counted.get(group.label, 0) + int(str(row["count"]))
    found = {label: Counts(unchanged=count) for label, count in counted.items() if count}
    return (
        {label: counts for label, counts in found.items() if label in schema.NODES},
        {label: counts for label, counts in found.items() if label in schema.EDGES},
    )


def _groups() -> Iterator[Group]:
    yield from map(node_group, schema.NODES)
    for shape in schema.EDGES.values():
        yield from (edge_group(shape.type, ends) for ends in shape.joins)


def _summary(
    expected: Expected, nodes: Mapping[str, Counts], edges: Mapping[str, Counts], refresh: str | None
) -> SourceSummary:
    return SourceSummary(expected.source, expected.service, nodes, edges, refresh=refresh)
