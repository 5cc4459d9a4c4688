"""What is removed counts for nothing: for every question, each part of the estate removed is as if it never was.

A new question is held to it for relationships at once; to hold it for nodes too, name their labels in ``ALONE``.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

import neo4j
import pytest

from lineage_graph.model import Activity, Asset, Contains, Edge, Node, Pipeline, Reason, Uses
from lineage_graph.queries import Query, QueryParameter, queries, query
from tests.conftest import Server, wipe
from tests.questions import estate as here
from tests.questions import estate_runs as ran
from tests.questions.writing import driver_of, write

RELATIONSHIPS: Final = (
    "MATCH (start)-[part]->(end) WHERE part.removedAt IS NULL AND NOT type(part) IN $owning "
    "RETURN elementId(part) AS id, type(part) AS kind, start.name + ' → ' + end.name AS name ORDER BY kind, name"
)
NODES: Final = (
    "MATCH (part) WHERE part.removedAt IS NULL AND part.declaredSince IS NOT NULL "
    "AND NOT (part:Activity AND EXISTS { (part)-[:CONTAINS]->() }) "
    "RETURN elementId(part) AS id, head(labels(part)) AS kind, part.key AS name ORDER BY kind, name"
)
FIND: Final = {
    "relationship": "MATCH ()-[part]->() WHERE elementId(part) = $id",
    "node": "MATCH (part) WHERE elementId(part) = $id",
}
REMOVE: Final = "SET part.removedAt = datetime('2026-04-01T00:00:00Z')"
GO: Final = {"relationship": "DELETE part", "node": "DETACH DELETE part"}
OWNING: Final = ["CONTAINS"]
"""An activity's key holds its pipeline, a pipeline's its service: while the one holds, so does its place."""

HAPPENED: Final = ["RUN_OF", "PART_OF", "STARTED_BY", "EXECUTED"]
"""What ran has run: nothing of it is ever marked removed."""

ALONE: Final = {
    "coverage/behind": "Activity Pipeline",
    "coverage/ends": "Process",
    "coverage/opaque": "Activity",
    "graph/counts": "Activity Asset DataFlow Dataset Pipeline Process Service",
    "health/dead_ends": "Asset Pipeline",
    "health/inactive": "Activity",
    "health/origins": "Asset Process",
    "health/orphans": "Asset Process",
    "health/placeholders": "Asset",
    "health/unknown_hosts": "Store",
    "impact/downstream": "Asset Process",
    "impact/downstream_layer": "Asset Process",
    "impact/downstream_performers": "Activity Asset Job Process SqlScript",
    "impact/downstream_rings": "Asset",
    "impact/performers": "Activity",
    "impact/readers": "Activity Process",
    "impact/unknowns": "Activity",
    "impact/upstream": "Asset Process",
    "impact/upstream_layer": "Asset Process",
    "impact/upstream_performers": "Activity Asset Process",
    "impact/upstream_rings": "Asset",
    "impact/writers": "Activity Process",
    "lineage/assets": "Asset",
    "lineage/between_services": "Asset",
    "lineage/between_stores": "Process",
    "lineage/flows": "Asset Process",
    "lineage/readers_and_writers": "Process",
    "lineage/steps": "Activity Asset Job Process SqlScript",
    "path/shortest": "Asset Process",
    "search/name": "Activity Asset Pipeline SqlScript",
    "search/words": "Activity Asset DataFlow Dataset",
    "show/neighbours": "Process",
    "starts/connected": "Activity Asset Process",
    "starts/performed": "Activity Pipeline Process",
    "starts/performed of a data flow": "Activity Process",
    "starts/read": "Asset",
    "starts/stored": "Asset",
    "starts/written": "Asset",
    "structure/callers": "Activity Pipeline",
    "structure/starters": "Activity Pipeline Trigger",
}
"""Labels of nodes that a question must leave out by themselves, though relationships at them still hold."""

guess: Final = Activity(
    key=f"{here.tidy_up.key}/activities/guess", name="Guess", type="Copy", reason=Reason.RUNTIME_ONLY
)
dead_end = Pipeline(key=f"{here.FINANCE}/pipelines/dead%20end", name="Dead end")
copy_for_nobody = Activity(key=f"{dead_end.key}/activities/copy%20for%20nobody", name="Copy for nobody", type="Copy")
never_read = Asset(key="mssql://crm.example/sales/dbo/neverread", name="dbo.NeverRead", kind="Table")
MORE: Final[list[Node | Edge]] = [
    guess,
    Contains(start=here.tidy_up.ref, end=guess.ref),
    *here.moves(guess, (here.archived,), here.fact_orders),
    *here.moves(here.refresh_report, (here.hostile,), here.fact_orders),
    Uses(start=here.linked_crm.ref, end=here.linked_lake.ref),
    Uses(start=here.flow.ref, end=here.linked_crm.ref),
    dead_end,
    copy_for_nobody,
    never_read,
    Contains(start=here.finance.ref, end=dead_end.ref),
    Contains(start=dead_end.ref, end=copy_for_nobody.ref),
    *here.moves(copy_for_nobody, (here.invoice,), never_read),
]
"""What the estate lacks: a second writer in another service, an activity with a reason and a process, a connection
that goes through another, a pipeline of which nobody reads anything."""

Rows = list[dict[str, object]]


class Part(NamedTuple):
    what: str
    kind: str
    name: str
    id: str


class Answers(NamedTuple):
    removed: Rows
    never: Rows


def asked_of_a_data_flow() -> Query:
    name, parameters = "starts/performed of a data flow", (QueryParameter("key", here.flow.key),)
    return replace(query("starts/performed"), name=name, parameters=parameters)


HISTORY: Final = frozenset({"lineage/no_longer_declared", "runs/of_asset"})
"""Questions about what has been: what is removed now had its runs."""

ASKED: Final = (*queries().values(), asked_of_a_data_flow())
QUESTIONS: Final = {one.name: one for one in ASKED if one.name not in HISTORY}


def answers_without(session: neo4j.Session, part: Part, change: str, asked: list[Query]) -> dict[str, Rows]:
    with session.begin_transaction() as transaction:
        transaction.run(f"{FIND[part.what]} {change}", id=part.id).consume()
        answers = {one.name: transaction.run(one.text, one.examples).data() for one in asked}
        transaction.rollback()
    return answers


def parts_of(session: neo4j.Session) -> list[Part]:
    asked = session.run(RELATIONSHIPS, owning=[*OWNING, *HAPPENED])
    related = [Part("relationship", r["kind"], r["name"], r["id"]) for r in asked]
    return related + [Part("node", r["kind"], r["name"], r["id"]) for r in session.run(NODES)]


def may_depend(question: Query, part: Part) -> bool:
    if part.what == "node":
        return part.kind in ALONE.get(question.name, "").split() and f'"{part.name}"' not in json.dumps(
            question.examples
        )
    return part.kind in question.text or "[tie]" in question.text


def all_answers(session: neo4j.Session, questions: Collection[Query]) -> dict[str, dict[Part, Answers]]:
    found: dict[str, dict[Part, Answers]] = {one.name: {} for one in questions}
    for part in parts_of(session):
        asked = [one for one in questions if may_depend(one, part)]
        removed = answers_without(session, part, REMOVE, asked)
        never = answers_without(session, part, GO[part.what], asked)
        for one in asked:
            found[one.name][part] = Answers(removed[one.name], never[one.name])
    return found


@pytest.fixture(scope="module")
def answers(server: Server) -> Iterator[dict[str, dict[Part, Answers]]]:
    """Of every question about every part: with the part removed, and with an estate that never had it."""
    with driver_of(server) as driver:
        wipe(driver)
        ran.write_estate(driver)
        write(driver, MORE)
        with driver.session() as session:
            yield all_answers(session, QUESTIONS.values())


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_part_that_is_removed_counts_for_nothing(name: str, answers: dict[str, dict[Part, Answers]]) -> None:
    wrong = [(part.kind, part.name) for part, got in answers[name].items() if got.removed != got.never]
    assert wrong == []


@pytest.mark.parametrize("name", ALONE)
def test_a_node_that_is_removed_makes_a_difference(name: str, answers: dict[str, dict[Part, Answers]]) -> None:
    """Else the examples of the question would prove nothing about nodes."""
    nodes = [got.removed for part, got in answers[name].items() if part.what == "node"]
    assert any(one != other for one in nodes for other in nodes)
