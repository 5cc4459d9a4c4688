"""Loads that are killed, cut off or run at once end in the same graph as if nothing had happened."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest
from neo4j import ManagedTransaction
from neo4j.exceptions import Neo4jError

from benchmarks.declarations import Size, declaration
from lineage_graph.errors import LeaseHeld, LineageError
from lineage_graph.graph import Connection, Graph, LoadOptions, connect, dump, load
from lineage_graph.graph import connection as connecting
from lineage_graph.graph import writer as writing
from lineage_graph.graph.claims import census
from lineage_graph.graph.lease import Request, new_owner, take
from lineage_graph.graph.parts import parts
from lineage_graph.graph.rows import Group
from lineage_graph.graph.transactions import TooLarge, write_bounded
from lineage_graph.graph.writer import Decided, Item, Plan, Work, Writer
from tests.conftest import Server
from tests.graph.conftest import wipe
from tests.graph.loading_process import AT
from tests.graph.sales import SALES, Service, holding
from tests.questions.writing import driver_of

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
BEFORE, AFTER = Size(6), Size(4, salt=" every night")


def undisturbed(graph: Graph) -> list[str]:
    wipe(graph)
    load(graph, [declaration(BEFORE)], LoadOptions(at=MARCH))
    load(graph, [declaration(AFTER)], LoadOptions(at=AT, allow_removals=True))
    return dump(graph)


def kill_after(connection: Connection, batches: int) -> bool:
    """Start the load and kill it after so many batches; whether it was still running."""
    environment = {
        **os.environ,
        "TEST_URI": connection.uri,
        "TEST_USER": connection.username,
        "TEST_PASSWORD": connection.password,
    }
    command = [sys.executable, "-m", "tests.graph.loading_process", AFTER.salt, str(AFTER.pipelines)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = sum(1 for _, line in zip(range(batches), process.stdout, strict=False) if line)
        process.kill()
    return told == batches


@pytest.mark.timeout(600)
def test_a_killed_load_run_again_gives_the_undisturbed_graph(graph: Graph, connection: Connection) -> None:
    expected = undisturbed(graph)
    for batches in (1, 8, 18):
        wipe(graph)
        load(graph, [declaration(BEFORE)], LoadOptions(at=MARCH))
        assert kill_after(connection, batches)
        load(graph, [declaration(AFTER)], LoadOptions(at=AT, allow_removals=True))
        assert dump(graph) == expected


@contextmanager
def cutting_proxy(target: tuple[str, int], answers: Sequence[int]) -> Iterator[int]:
    """A port before the server's that hangs up each connection in turn after so many bytes of answers."""
    budgets = iter(answers)
    open_sockets: list[socket.socket] = []

    def pump(source: socket.socket, sink: socket.socket, budget: int | None) -> None:
        left = budget
        with suppress(OSError):
            while data := source.recv(65536):
                if left is not None and len(data) >= left:
                    break
                sink.sendall(data)
                left = None if left is None else left - len(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def accept(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(target)
                open_sockets.extend((client, server))
                for source, sink, budget in ((client, server, None), (server, client, next(budgets, None))):
                    threading.Thread(target=pump, args=(source, sink, budget), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, args=(listener,), daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for each in open_sockets:
                each.close()


@pytest.mark.parametrize("seed", [0, 2])
def test_answers_that_never_arrive_do_not_harm(graph: Graph, connection: Connection, seed: int) -> None:
    expected = undisturbed(graph)
    wipe(graph)
    load(graph, [declaration(BEFORE)], LoadOptions(at=MARCH))
    host, port = connection.uri.partition("://")[2].split(":")
    cuts = [1_000 + 137 * seed + 331 * step for step in range(8)]
    with (
        cutting_proxy((host, int(port)), cuts) as cut_port,
        connect(replace(connection, uri=f"bolt://127.0.0.1:{cut_port}")) as cut,
    ):
        load(cut, [declaration(AFTER)], LoadOptions(at=AT, allow_removals=True))
    assert dump(graph) == expected


def test_loads_at_once_give_the_graph_of_loads_in_turn(graph: Graph, connection: Connection) -> None:
    sizes = [Size(5, service=f"adf://factory{number}", salt=f" {number}") for number in range(4)]
    load(graph, [declaration(size) for size in sizes], LoadOptions(at=MARCH))
    expected = dump(graph)
    wipe(graph)

    def one(size: Size) -> None:
        with connect(connection) as own:
            load(own, [declaration(size)], LoadOptions(at=MARCH))

    with ThreadPoolExecutor(len(sizes)) as threads:
        list(threads.map(one, sizes))
    assert dump(graph) == expected


def test_of_two_loads_of_one_source_one_is_turned_away(graph: Graph, connection: Connection) -> None:
    load(graph, [declaration(BEFORE)], LoadOptions(at=MARCH))
    expected = dump(graph)
    wipe(graph)

    def one(_: int) -> str:
        with connect(connection) as own:
            try:
                load(own, [declaration(BEFORE)], LoadOptions(at=MARCH))
            except LeaseHeld:
                return "turned away"
            return "loaded"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(one, range(2))) == ["loaded", "turned away"]
    assert dump(graph) == expected


def test_a_query_beyond_the_servers_memory_is_too_large(graph: Graph) -> None:
    def work(transaction: ManagedTransaction) -> None:
        transaction.run("UNWIND range(1, 200000000) AS i RETURN size(collect(i))").consume()

    with pytest.raises(TooLarge, match="too little memory"):
        write_bounded(graph, work)


class Narrow(Writer):
    """A writer whose server takes two rows at most."""

    commits = count()

    def _commit(self, group: Group, items: Sequence[Item], plan: Plan | None) -> list[Decided]:
        if len(items) > 2:
            raise TooLarge("Neo4j has too little memory for one transaction.")
        next(self.commits)
        return super()._commit(group, items, plan)


def test_a_batch_that_is_too_large_is_halved_until_it_fits(graph: Graph) -> None:
    names = tuple(f"p{number}" for number in range(9))
    (part,) = [part for part in parts(Service(pipelines=names).declared()) if part.group.name == "Pipeline"]
    request = Request("git+adf://sales", "git", SALES, frozenset(), frozenset(), MARCH)
    lease = take(graph, request, new_owner())
    with Narrow(graph, lease, census(graph).change) as writer:
        work = Work(part.group, (Item(row.identity, row) for row in part.rows()))
        batches = [batch for _, batch in writer.write([work])]
    assert [len(batch.items) for batch in batches] == [9]
    assert [batches[0].fate(place).effect.value for place in range(9)] == ["created"] * 9
    assert holding(graph, "Pipeline") == set(names)


def test_who_stops_in_the_middle_of_a_change_keeps_its_locks_no_longer_than_allowed(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph.change("MERGE (:Locked {key: 'one'})")
    monkeypatch.setattr(connecting, "_WRITE_SECONDS", 2.0)
    stopped, go_on = threading.Event(), threading.Event()

    def stop(transaction: ManagedTransaction) -> None:
        transaction.run("MATCH (n:Locked {key: 'one'}) SET n.by = 'the one that stopped'").consume()
        stopped.set()
        go_on.wait()

    try:
        with ThreadPoolExecutor() as pool:
            first = pool.submit(graph.write, stop)
            try:
                assert stopped.wait(60)
                monkeypatch.setattr(connecting, "_WRITE_SECONDS", 240.0)
                graph.change("MATCH (n:Locked {key: 'one'}) SET n.by = 'another'")
            finally:
                go_on.set()
            with pytest.raises(LineageError, match="a change took too long; load again"):
                first.result()
        assert graph.ask("MATCH (n:Locked) RETURN n.by AS by") == [{"by": "another"}]
    finally:
        graph.change("MATCH (n:Locked) DELETE n")


def test_a_lock_that_another_one_holds_too_long_is_waited_for_again(
    graph: Graph, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph.change("MERGE (:Locked {key: 'one'})")
    monkeypatch.setattr(connecting, "_WRITE_SECONDS", 1.0)
    try:
        with driver_of(server) as another, another.session() as session, ThreadPoolExecutor() as pool:
            with session.begin_transaction() as holding_it:
                holding_it.run("MATCH (n:Locked) SET n.by = 'the first'").consume()
                waiting = pool.submit(graph.change, "MATCH (n:Locked) SET n.by = n.by + ', then the other'")
                time.sleep(4.5)
                assert not waiting.done()
                holding_it.commit()
            waiting.result()
        assert graph.ask("MATCH (n:Locked) RETURN n.by AS by") == [{"by": "the first, then the other"}]
    finally:
        graph.change("MATCH (n:Locked) DELETE n")


def test_who_is_interrupted_leaves_no_transaction_open(graph: Graph, server: Server) -> None:
    graph.change("MERGE (:Locked {key: 'one'})")
    told = graph.change("CALL tx.getMetaData() YIELD metadata RETURN metadata")[0]["metadata"]
    assert isinstance(told, dict)

    def interrupted(_: ManagedTransaction) -> None:
        raise KeyboardInterrupt

    try:
        with driver_of(server) as another, another.session() as session:
            # As Neo4j keeps it where the connection was cut at an unlucky moment.
            left = session.begin_transaction(metadata=told)
            left.run("MATCH (n:Locked) SET n.by = 'nobody any more'").consume()
            with pytest.raises(KeyboardInterrupt):
                graph.read(interrupted)
            graph.once("MATCH (n:Locked) SET n.by = 'another'", seconds=10)
            with pytest.raises(Neo4jError, match="terminated"):
                left.commit()
        assert graph.ask("MATCH (n:Locked) RETURN n.by AS by") == [{"by": "another"}]
    finally:
        graph.change("MATCH (n:Locked) DELETE n")


def test_who_is_interrupted_does_not_wait_for_a_batch_that_waits_for_a_lock(
    graph: Graph, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH_ROWS", 1)
    (part,) = [part for part in parts(Service(pipelines=("p1", "p2")).declared()) if part.group.name == "Pipeline"]
    request = Request("git+adf://sales", "git", SALES, frozenset(), frozenset(), MARCH)
    waiting = "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*) AS count"

    def interrupted(rows: Iterator[Item]) -> Iterator[Item]:
        yield next(rows)
        yield next(rows)  # the first one is being written
        while graph.ask(waiting) == [{"count": 0}]:
            time.sleep(0.1)
        raise KeyboardInterrupt

    lease = take(graph, request, new_owner())
    with driver_of(server) as another, another.session() as session, session.begin_transaction() as holding_it:
        holding_it.run("MATCH (g:Graph) SET g.change = g.change").consume()
        with pytest.raises(KeyboardInterrupt), Writer(graph, lease, census(graph).change) as writer:
            list(writer.write([Work(part.group, interrupted(Item(row.identity, row) for row in part.rows()))]))
        holding_it.rollback()
    assert holding(graph, "Pipeline") == set()
