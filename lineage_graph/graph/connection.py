"""The way to Neo4j: connect, ask, explain, write. With ``failures`` and ``values`` the only users of the driver.

Reading goes through READ access mode, so that the server itself refuses a query that writes and a cluster answers from
its readers; one bookmark manager lets every reader see what this process wrote.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import TracebackType
from typing import Final, Self, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    Driver,
    GraphDatabase,
    ManagedTransaction,
    NotificationMinimumSeverity,
    Query,
    Session,
    unit_of_work,
)
from neo4j.exceptions import ConfigurationError, DriverError, Neo4jError

from lineage_graph import __version__
from lineage_graph.errors import UsageError, asked_to_end
from lineage_graph.graph.failures import translated
from lineage_graph.graph.plans import Explanation, explanation
from lineage_graph.graph.preparing import check_version, prepare
from lineage_graph.graph.transactions import repeated
from lineage_graph.graph.values import Parameter, Row, plain

_APP: Final = "lineage-graph"
_PLAINTEXT: Final = {"bolt": "bolt+s", "neo4j": "neo4j+s"}
_SCHEMES: Final = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
_REMARKS: Final = NotificationMinimumSeverity.INFORMATION
_CONNECT_SECONDS: Final = 15.0
_RETRY_SECONDS: Final = 12.0
"""As long as a server takes to start again and a cluster to choose another leader; then there is more wrong."""

_WRITE_SECONDS: Final = 75.0
"""Much longer than any of our batches, and less than a lease lasts: nobody keeps a lock longer than that.

Not who was stopped in the middle of one, nor one whose connection was cut: Neo4j 5.26 was seen to keep a transaction
that nobody spoke for any more until its time was over.
"""

_LOOK_SECONDS: Final = 600.0
"""For what only reads: it keeps nobody waiting."""

_END_OWN: Final = """
SHOW TRANSACTIONS YIELD transactionId AS id, metaData AS told
WHERE told.connection = $connection
TERMINATE TRANSACTIONS id YIELD message
RETURN count(*) AS ended
"""
"""Everybody may end what is their own: https://neo4j.com/docs/cypher-manual/5/clauses/transaction-clauses/"""

_TRIED: Final = "CREATE (nothing)"
"""No label and no property: names of those would stay after the rollback."""
_Result = TypeVar("_Result")

# The driver logs every remark of the server; without this Python prints them on standard error.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Connection:
    """Where Neo4j is and who asks. ``insecure`` allows an unencrypted connection to another machine."""

    uri: str
    username: str
    password: str = field(repr=False)
    database: str = "neo4j"
    insecure: bool = False


class Graph:
    """An open connection to the graph; a context manager. May be shared by threads."""

    def __init__(self, connection: Connection, driver: Driver) -> None:
        """Made by ``connect``."""
        self.connection: Final = connection
        self._driver: Final = driver
        self._mark: Final = uuid4().hex

    def __enter__(self) -> Self:
        """The graph itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._driver.close()

    def verify(self) -> None:
        """Do nothing if the database answers, else raise ``Neo4jUnavailable``, without trying again."""
        with self._speaking(READ_ACCESS) as session:
            session.run(Query("RETURN 1", metadata=self._told)).consume()

    def ask(self, text: str, parameters: Mapping[str, Parameter] | None = None) -> list[Row]:
        """The answer's rows. A query that writes, or that Neo4j does not accept, is a ``UsageError``."""

        def work(transaction: ManagedTransaction) -> list[Row]:
            return answer(transaction, text, parameters)

        return self.read(work)

    def explain(self, text: str, parameters: Mapping[str, Parameter] | None = None) -> Explanation:
        """The plan and the server's remarks, without running the query. A wrong query is a ``UsageError``."""

        def work(transaction: ManagedTransaction) -> Explanation:
            return explanation(transaction.run("EXPLAIN " + text, dict(parameters or {})).consume())

        with self._speaking(READ_ACCESS, remarks=True) as session:
            return session.execute_read(unit_of_work(self._told)(work))

    def prepare(self) -> None:
        """Make what is missing of constraints, indexes and books. Refuses a graph that a newer program wrote."""
        prepare(self)

    def check_version(self) -> None:
        """Raise ``Neo4jUnavailable`` where a newer program wrote the graph."""
        check_version(self)

    def change(self, text: str, parameters: Mapping[str, Parameter] | None = None) -> list[Row]:
        """The rows of a query that writes, in a transaction of its own; it may run more than once."""

        def work(transaction: ManagedTransaction) -> list[Row]:
            return answer(transaction, text, parameters)

        return self.write(work)

    def once(self, text: str, parameters: Mapping[str, Parameter] | None = None, *, seconds: float = 60) -> None:
        """Run a query that writes, or a command that changes the schema; nothing tries it again.

        It waits at most so many seconds for its locks.
        """
        with self._speaking(WRITE_ACCESS) as session:
            session.run(Query(text, metadata=self._told, timeout=seconds), dict(parameters or {})).consume()

    def try_writing(self) -> None:
        """Raise ``Neo4jUnavailable`` where this user may not write here. What is tried is taken back."""
        with self._speaking(WRITE_ACCESS) as session:
            transaction = session.begin_transaction(metadata=self._told, timeout=60)
            try:
                transaction.run(_TRIED).consume()
            finally:
                transaction.rollback()

    def read(self, work: Callable[[ManagedTransaction], _Result]) -> _Result:
        """What ``work`` gives back; the server refuses writing. It may run more than once."""

        def attempt() -> _Result:
            with self._speaking(READ_ACCESS) as session:
                return session.execute_read(unit_of_work(self._told)(work))

        return repeated(attempt)

    def look(self, work: Callable[[ManagedTransaction], _Result]) -> _Result:
        """What ``work`` reads where all is written, not from a copy that may be behind; it may take long."""
        return self._written(work, _LOOK_SECONDS)

    def write(self, work: Callable[[ManagedTransaction], _Result]) -> _Result:
        """What ``work`` gives back, committed as a whole. It may run more than once, so it must be idempotent.

        It holds its locks no longer than ``_WRITE_SECONDS``, and waits as long for those of others, a few times.
        """
        return self._written(work, _WRITE_SECONDS)

    def _written(self, work: Callable[[ManagedTransaction], _Result], seconds: float) -> _Result:
        def attempt() -> _Result:
            with self._speaking(WRITE_ACCESS) as session:
                return session.execute_write(unit_of_work(self._told, seconds)(work))

        return repeated(attempt)

    @property
    def _told(self) -> dict[str, str]:
        """What the server is told of each transaction; ``SHOW TRANSACTIONS`` shows it."""
        return {"app": _APP, "connection": self._mark}

    @contextmanager
    def _speaking(self, mode: str, *, remarks: bool = False) -> Iterator[Session]:
        """A session, the driver's errors as ours.

        Who is told to end in the middle of a message leaves a connection that is good for nothing, and the driver may
        fail on the way out; what still has to be said, such as giving a lease back, goes over another one. Connections
        that other threads use stay open: Linux lets who waits at a socket that is closed wait at the next one of that
        number.
        """
        try:
            with translated(self.connection.uri), self._session(mode, remarks=remarks) as session:
                yield session
        except BaseException as error:
            request = asked_to_end(error)
            if request is None:
                raise
            self.end_own()
            raise request from None

    def end_own(self) -> None:
        """End what the server still works on for this connection, in any thread, so that it keeps no locks."""
        with suppress(DriverError, Neo4jError), self._session(WRITE_ACCESS) as session:
            session.run(Query(_END_OWN, metadata={"app": _APP}, timeout=10), connection=self._mark).consume()

    def _session(self, mode: str, *, remarks: bool = False) -> Session:
        return self._driver.session(
            database=self.connection.database,
            default_access_mode=mode,
            bookmark_manager=self._driver.execute_query_bookmark_manager,
            notifications_min_severity=_REMARKS if remarks else NotificationMinimumSeverity.OFF,
        )


def connect(connection: Connection) -> Graph:
    """An open graph; close it, or use it in a ``with`` statement.

    A ``UsageError`` where the URI is none of Neo4j's, holds credentials, or would send the password unencrypted to
    another machine; ``Neo4jUnavailable`` where nobody answers there or the credentials are refused.
    """
    _check(connection)
    with ExitStack() as opened:
        graph = opened.enter_context(Graph(connection, _driver(connection)))
        graph.verify()
        opened.pop_all()
    return graph


def answer(transaction: ManagedTransaction, text: str, parameters: Mapping[str, Parameter] | None = None) -> list[Row]:
    """The rows of a query within a transaction."""
    result = transaction.run(text, dict(parameters or {}))
    names = result.keys()
    return [dict(zip(names, map(plain, record), strict=True)) for record in result]


def _driver(connection: Connection) -> Driver:
    try:
        return GraphDatabase.driver(
            connection.uri,
            auth=(connection.username, connection.password),
            user_agent=f"{_APP}/{__version__}",
            connection_timeout=_CONNECT_SECONDS,
            max_transaction_retry_time=_RETRY_SECONDS,
        )
    except (ConfigurationError, ValueError) as error:
        raise UsageError(f"{connection.uri} is not a Neo4j address: {error}") from error


def _check(connection: Connection) -> None:
    try:
        parts = urlsplit(connection.uri)
        host = parts.hostname
    except ValueError as error:
        raise UsageError("The Neo4j address cannot be read; write it like neo4j+s://host:7687") from error
    if "@" in parts.netloc:
        raise UsageError("The Neo4j address holds credentials; set NEO4J_USERNAME and NEO4J_PASSWORD instead.")
    if parts.scheme not in _SCHEMES or not host:
        raise UsageError(f"{connection.uri} is not a Neo4j address; write it like neo4j+s://host:7687")
    if parts.scheme in _PLAINTEXT and not connection.insecure and not _is_loopback(host):
        raise UsageError(
            f"{connection.uri} would send the password unencrypted to another machine.\n"
            f"Use {_PLAINTEXT[parts.scheme]}://, or allow it with --insecure."
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
