"""One load in a process of its own; says on standard output how long it took.

``ours`` in parts; ``whole`` as the command does it; ``command`` is the command, and tells its memory; ``record`` is
ours and writes down what goes to Neo4j, as does ``record-all`` with runs; ``bare`` sends the same once more with
nothing but the driver.
"""

import json
import os
import pickle
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

import neo4j

from lineage_graph.cli import run
from lineage_graph.declared import declare
from lineage_graph.graph import Connection, Graph, LoadOptions, Parameter, connect, load
from lineage_graph.loading import load_reading, load_services
from lineage_graph.sources import read
from lineage_graph.sources.memory import calm_the_collector

Statement = tuple[str, Mapping[str, Parameter]]
_Result = TypeVar("_Result")


class _Recorder:
    """A transaction that remembers the statements that write rows."""

    def __init__(self, transaction: neo4j.ManagedTransaction, statements: list[Statement]) -> None:
        self._transaction = transaction
        self._statements = statements

    def run(self, text: str, parameters: Mapping[str, Parameter] | None = None) -> neo4j.Result:
        if parameters and "rows" in parameters and "MERGE" in text:
            self._statements.append((text, parameters))
        return self._transaction.run(text, dict(parameters or {}))


class RecordingGraph(Graph):
    """A graph that keeps what it wrote, transaction by transaction."""

    def __init__(self, connection: Connection, driver: neo4j.Driver, file: BinaryIO) -> None:
        super().__init__(connection, driver)
        self.file = file
        self.batches = 0
        self.rows = 0

    def write(self, work: Callable[[neo4j.ManagedTransaction], _Result]) -> _Result:
        statements: list[Statement] = []

        def recorded(transaction: neo4j.ManagedTransaction) -> _Result:
            statements.clear()
            return work(cast("neo4j.ManagedTransaction", _Recorder(transaction, statements)))

        result = super().write(recorded)
        if statements:
            pickle.dump(statements, self.file)
            self.batches += 1
            self.rows += sum(len(cast("list[object]", sent["rows"])) for _, sent in statements)
        return result


def whole(folder: Path, graph: Graph) -> dict[str, float]:
    """The seconds of a load as the command does it, which leaves in the books what was read."""
    begin = time.perf_counter()
    load_services(graph, read([folder]).services, LoadOptions())
    return {"whole": time.perf_counter() - begin}


def everything(folder: Path, graph: Graph) -> dict[str, float]:
    """The same with the runs that lie there."""
    begin = time.perf_counter()
    load_reading(graph, read([folder]), LoadOptions())
    return {"whole": time.perf_counter() - begin}


def command(folder: Path) -> dict[str, float]:
    """The most memory that the command held, in MB, and the process that it started."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        code = run(["load", str(folder), "-o", "json"])
    if code:
        sys.exit(code)
    most = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"megabytes": most * (1 if sys.platform == "darwin" else 1024) / 1e6}


def ours(folder: Path, graph: Graph) -> dict[str, float]:
    """The seconds of a load's three parts, passing over nothing."""
    begin = time.perf_counter()
    reading = read([folder])
    done_reading = time.perf_counter()
    declarations = [declare(service)[0] for service in reading.services]
    done_resolving = time.perf_counter()
    load(graph, declarations)
    done = time.perf_counter()
    return {"read": done_reading - begin, "resolve": done_resolving - done_reading, "write": done - done_resolving}


def replay(batches: Iterable[list[Statement]], driver: neo4j.Driver, database: str) -> dict[str, float]:
    """The seconds that the driver takes for the same statements and rows in the same transactions."""
    seconds = 0.0
    with driver.session(database=database) as session:
        for statements in batches:
            begin = time.perf_counter()
            session.execute_write(_send, statements)
            seconds += time.perf_counter() - begin
    return {"write": seconds}


def _recorded(file: BinaryIO) -> Iterator[list[Statement]]:
    with suppress(EOFError):
        while True:
            yield pickle.load(file)  # noqa: S301 - our own


def _send(transaction: neo4j.ManagedTransaction, statements: list[Statement]) -> None:
    for text, parameters in statements:
        transaction.run(text, dict(parameters)).consume()


def _main(mode: str, place: Path, recorded: Path) -> dict[str, float]:
    if mode == "command":
        return command(place)
    connection = Connection(os.environ["NEO4J_URI"], os.environ["NEO4J_USERNAME"], os.environ["NEO4J_PASSWORD"])
    if mode in ("ours", "whole"):
        with connect(connection) as graph:
            return ours(place, graph) if mode == "ours" else whole(place, graph)
    with neo4j.GraphDatabase.driver(connection.uri, auth=(connection.username, connection.password)) as driver:
        driver.verify_connectivity()
        if mode == "bare":
            with recorded.open("rb") as file:
                return replay(_recorded(file), driver, connection.database)
        with recorded.open("wb") as file:
            recording = RecordingGraph(connection, driver, file)
            seconds = everything(place, recording) if mode == "record-all" else ours(place, recording)
        return {**seconds, "rows": recording.rows, "batches": recording.batches}


if __name__ == "__main__":
    calm_the_collector()  # as the command does; for the bare driver too
    sys.stdout.write(json.dumps(_main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
