"""What moved to a new key because the user named its host: the old node, no longer declared, is tied to the new one.

``{vault}+{secret}`` gave way to a host, and perhaps to a database: ``moved`` says which keys an old one may have now.
The old node keeps its history; where it is declared again, the tie is withdrawn.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from neo4j import ManagedTransaction

from lineage_graph.graph import join_statements as statements
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.rows import Group, edge_group, edge_row
from lineage_graph.graph.writer import Item
from lineage_graph.model import Ref, RenamedTo
from lineage_graph.stores.address import address_of, url_of
from lineage_graph.stores.addresses import at_address
from lineage_graph.stores.mounts import is_mount, mount_point

_ENDPOINT: Final = re.compile(r"\.(?:blob|file|table|queue|web)\.(?=core\.)")
_LABELS: Final = {"Asset": statements.HIDDEN_ASSETS, "Store": statements.HIDDEN_STORES}


class Renaming(NamedTuple):
    """Edges to write and, without a row, to withdraw."""

    group: Group
    items: list[Item]


def renamings(graph: Graph, hosts: Mapping[str, str]) -> list[Renaming]:
    """What must be tied or untied; ``hosts`` gives the host, perhaps with a database, by the name in its place."""
    found = []
    for label, text in _LABELS.items():
        group = edge_group("RENAMED_TO", (label, label))
        pairs = [pair for name, host in hosts.items() for pair in _pairs(graph, text, name, host)]
        if label == "Asset":
            pairs += [pair for name, target in hosts.items() for pair in _mounted(graph, name, target)]
        items = [*_tied(graph, group, label, pairs), *_untied(graph, label)]
        if items:
            found.append(Renaming(group, items))
    return found


def moved(key: str, name: str, given: str) -> tuple[str, ...]:
    """The keys that the key may have once ``name`` is ``given``, the likeliest first; none if it is not below it."""
    scheme, _, rest = key.partition("://")
    authority, slash, path = rest.partition("/")
    container, at, host = authority.rpartition("@")
    if host.lower() != name.lower():
        return ()
    url = url_of(given.strip().removeprefix("tcp:"))
    database = url.path.strip("/")
    paths = [path]
    if database and path:
        below = path.partition("/")[2]
        paths = [f"{named}/{below}" for named in (database, database.lower())] + paths
    heads = [f"{scheme}://{container}{at}{one}" for one in _spellings(scheme, url.authority)]
    return tuple(dict.fromkeys(f"{head}{slash}{one}" for head in heads for one in paths))


def mounted(key: str, name: str, target: str) -> str | None:
    """The key that a path of a workspace has once something is mounted above it; None if it is not below the mount."""
    point = mount_point(name)
    found = at_address(target)
    if point is None or found is None:
        return None
    host, path = point
    authority, _, below = key.removeprefix("dbfs://").partition("/")
    if (host and host.lower() != authority.lower()) or not f"{below}/".startswith(f"{path}/"):
        return None
    return found.asset.key + below[len(path) :]


def _spellings(scheme: str, authority: str) -> tuple[str, ...]:
    """The authority as the store may have it in its keys: without its default port, as ``dfs``, the first label."""
    port = address_of(authority).port
    alone = address_of(authority).host
    if scheme == "cosmosdb":
        return (alone.partition(".")[0],)
    return tuple(dict.fromkeys((f"{alone}:{port}" if port else alone, _ENDPOINT.sub(".dfs.", alone))))


def _pairs(graph: Graph, text: str, name: str, host: str) -> Iterator[tuple[str, str]]:
    rows = graph.look(lambda transaction: answer(transaction, text, {"authority": f"://{name.lower()}"}))
    return ((str(row["key"]), new) for row in rows for new in moved(str(row["key"]), name, host))


def _tied(graph: Graph, group: Group, label: str, pairs: Iterable[tuple[str, str]]) -> Iterator[Item]:
    """One tie for each old node: to the first of its new keys that is there."""
    rows = _ask(graph, statements.present(label), [[*pair] for pair in pairs if pair[0] != pair[1]])
    row = edge_row(group)
    done: set[str] = set()
    for old, new, is_tied in rows:
        if old not in done and not is_tied:
            made = row(RenamedTo(start=Ref(label, str(old)), end=Ref(label, str(new))))
            yield Item(made.identity, made)
        done.add(str(old))


def _untied(graph: Graph, label: str) -> Iterator[Item]:
    return (Item((str(old), str(new))) for old, new in _ask(graph, statements.returned(label), []))


def _mounted(graph: Graph, name: str, target: str) -> Iterator[tuple[str, str]]:
    """What lay below a mount, and lies in the store that the user says is mounted there."""
    if not is_mount(name):
        return
    rows = graph.look(lambda transaction: answer(transaction, statements.UNMOUNTED))
    for row in rows:
        new = mounted(str(row["key"]), name, target)
        if new:
            yield str(row["key"]), new


def _ask(graph: Graph, text: str, pairs: list[list[str]]) -> list[list[object]]:
    def work(transaction: ManagedTransaction) -> list[list[object]]:
        return [row.values() for row in transaction.run(text, {"pairs": pairs})]

    return graph.look(work)
