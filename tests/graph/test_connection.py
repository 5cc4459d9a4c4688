"""The way to Neo4j, and what is said where it is barred."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from neo4j import ManagedTransaction
from neo4j.exceptions import ServiceUnavailable

from lineage_graph import schema
from lineage_graph.errors import Neo4jUnavailable, UsageError
from lineage_graph.graph import Connection, Graph, connect


@pytest.mark.smoke
def test_answers_are_plain_values(graph: Graph) -> None:
    text = (
        "CREATE (a:Asset:Table {key: 'k'})-[r:FEEDS {kind: 'data'}]->(p:Process {key: 'p'}) "
        "RETURN a, r, [1, null, 'x'] AS list, {b: true} AS map, date('2026-03-01') AS day, "
        "datetime('2026-03-01T08:00:00Z') AS time, duration('P1D') AS span, point({x: 1, y: 2}) AS place"
    )
    assert graph.change(text) == [
        {
            "a": {"labels": ["Asset", "Table"], "key": "k"},
            "r": {"type": "FEEDS", "kind": "data"},
            "list": [1, None, "x"],
            "map": {"b": True},
            "day": date(2026, 3, 1),
            "time": datetime(2026, 3, 1, 8, tzinfo=UTC),
            "span": "P1D",
            "place": "POINT(1.0 2.0)",
        }
    ]
    (row,) = graph.ask("MATCH path = (:Asset)-[:FEEDS]->(:Process) RETURN path")
    assert row["path"] == {
        "nodes": [{"labels": ["Asset", "Table"], "key": "k"}, {"labels": ["Process"], "key": "p"}],
        "relationships": [{"type": "FEEDS", "kind": "data"}],
    }


@pytest.mark.smoke
@pytest.mark.parametrize(
    "text",
    ["CREATE (n:Asset)", "MATCH (n) DELETE n", "CREATE INDEX x FOR (n:X) ON (n.y)", "CALL db.createLabel('X')"],
)
def test_the_server_refuses_to_write_for_a_question(graph: Graph, text: str) -> None:
    with pytest.raises(UsageError, match="only reading is allowed"):
        graph.ask(text)


@pytest.mark.parametrize("text", ["RETRUN 1", "RETURN $missing", "RETURN 1 / 0", "RETURN nothing"])
def test_a_wrong_query_is_wrong_use(graph: Graph, text: str) -> None:
    with pytest.raises(UsageError, match="does not accept the query"):
        graph.ask(text)


def test_a_question_is_explained_without_being_run(graph: Graph) -> None:
    told = graph.explain("MATCH (a:Asset {key: $key}) RETURN a.key", {"key": "k"})
    assert told.operators == ("ProduceResults", "Projection", "NodeUniqueIndexSeek")
    assert not told.writes
    assert graph.explain("CREATE (a:Asset {key: 'k'}) RETURN a").writes
    assert graph.ask("MATCH (n:Asset) RETURN count(n) AS count") == [{"count": 0}]


def test_a_typing_mistake_is_remarked(graph: Graph) -> None:
    told = graph.explain("MATCH (a:Asset)\nWHERE a.nmae = 'x' RETURN a")
    assert [(note.status, note.severity, note.line) for note in told.notifications] == [("01N52", "WARNING", 2)]
    assert "nmae" in told.notifications[0].text


def test_remarks_of_the_server_are_not_printed(graph: Graph, capfd: pytest.CaptureFixture[str]) -> None:
    graph.explain("MATCH (a:Nowhere) RETURN a.nothing")
    graph.ask("MATCH (a:Nowhere) RETURN a.nothing")
    assert capfd.readouterr() == ("", "")


def test_a_wrong_password_is_refused_once_and_not_repeated(connection: Connection) -> None:
    with pytest.raises(Neo4jUnavailable, match="refused the user name or the password") as refused:
        connect(replace(connection, password="hunter2-secret"))
    assert "hunter2-secret" not in str(refused.value)
    assert refused.value.exit_code == 5
    assert "hunter2-secret" not in repr(replace(connection, password="hunter2-secret"))


def test_an_unknown_database_is_named(connection: Connection) -> None:
    with pytest.raises(Neo4jUnavailable, match="no such database; set NEO4J_DATABASE"):
        connect(replace(connection, database="nowhere"))


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_nobody_at_home_says_where_and_what_to_do(free_port: int, scheme: str) -> None:
    uri = f"{scheme}://127.0.0.1:{free_port}"
    with pytest.raises(Neo4jUnavailable, match=f"{uri} cannot be reached: Couldn't connect to") as error:
        connect(Connection(uri, "neo4j", "hunter2"))
    assert "lineage-graph up" in str(error.value)
    assert len(str(error.value).splitlines()) == 2


def test_a_server_without_encryption_is_told_from_one_that_is_not_trusted(connection: Connection) -> None:
    with pytest.raises(Neo4jUnavailable, match="TLS"):
        connect(replace(connection, uri=connection.uri.replace("bolt://", "bolt+s://")))


@pytest.mark.parametrize("uri", ["bolt://graph.example.com:7687", "neo4j://10.0.0.7", "bolt://127.0.0.1.example.com"])
def test_a_password_does_not_travel_unencrypted(uri: str) -> None:
    with pytest.raises(UsageError, match=r"unencrypted.*\n.*\+s://, or allow it with --insecure"):
        connect(Connection(uri, "neo4j", "hunter2"))


def test_insecure_allows_it(free_port: int) -> None:
    with pytest.raises(Neo4jUnavailable, match="cannot be reached"):
        connect(Connection(f"bolt://no-such-host.invalid:{free_port}", "neo4j", "hunter2", insecure=True))


@pytest.mark.parametrize("uri", ["http://localhost:7474", "localhost:7687", "bolt://", "", "bolt://[::1"])
def test_what_is_no_address_is_refused(uri: str) -> None:
    with pytest.raises(UsageError, match="Neo4j address"):
        connect(Connection(uri, "neo4j", "hunter2"))


def test_credentials_in_the_address_are_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="holds credentials") as refused:
        connect(Connection("bolt://neo4j:hunter2@localhost", "neo4j", "x"))
    assert "hunter2" not in str(refused.value)


def test_preparing_makes_what_is_missing_and_nothing_twice(graph: Graph) -> None:
    graph.once("DROP CONSTRAINT assetKey")
    graph.once(f"DROP INDEX {schema.NAMES_INDEX}")
    graph.prepare()
    graph.prepare()
    names = {row["name"] for row in graph.ask("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name")}
    assert {item.name for item in schema.constraints()} | {schema.NAMES_INDEX} <= names


def test_an_index_of_another_shape_is_made_anew(graph: Graph) -> None:
    graph.once(f"DROP INDEX {schema.NAMES_INDEX}")
    graph.once(f"CREATE FULLTEXT INDEX {schema.NAMES_INDEX} FOR (n:Asset) ON EACH [n.name]")
    graph.prepare()
    text = "SHOW INDEXES YIELD name, properties WHERE name = $name RETURN properties"
    assert graph.ask(text, {"name": schema.NAMES_INDEX}) == [{"properties": ["name", "words", "aliases"]}]


def test_a_newer_graph_is_refused(graph: Graph) -> None:
    graph.change("MATCH (g:Graph) SET g.schemaVersion = $version", {"version": schema.VERSION + 1})
    with pytest.raises(Neo4jUnavailable, match=r"newer lineage_graph(.|\n)*Update it"):
        graph.prepare()


def test_other_data_in_the_way_of_a_constraint_is_explained(graph: Graph) -> None:
    graph.once("DROP CONSTRAINT columnKey")
    graph.change("CREATE (:Column {key: 'same'}), (:Column {key: 'same'})")
    try:
        with pytest.raises(Neo4jUnavailable, match=r"columnKey cannot be made(.|\n)*NEO4J_DATABASE"):
            graph.prepare()
    finally:
        graph.change("MATCH (n:Column) DELETE n")
        graph.prepare()


def test_a_write_is_tried_again_for_some_seconds_and_no_longer(graph: Graph) -> None:
    """The pauses are 1, 2, 4 and 8 seconds, give or take a fifth: within 12 seconds there are five attempts at most."""
    attempts = 0

    def work(_: ManagedTransaction) -> None:
        nonlocal attempts
        attempts += 1
        raise ServiceUnavailable("gone")

    with pytest.raises(Neo4jUnavailable, match="gone"):
        graph.write(work)
    assert 1 < attempts <= 5
