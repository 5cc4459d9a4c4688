"""Real repositories declare what people read in their JSON, link by link: no link more, none less.

The answers lie beside the factories; where these are not there, the test is skipped.
"""

import json
from functools import cache
from typing import Any, Final

import pytest

from lineage_graph.declared import declare
from lineage_graph.keys import activity_key, object_key
from lineage_graph.model import Declaration, Executes, Feeds, Performs, Produces
from lineage_graph.sources import ReadOptions, read
from tests.real_factories import FACTORIES

ANSWERS: Final = FACTORIES / "expected.json"
OTHERWISE: Final = {
    "D071": "a notebook of Databricks has a key below its workspace, whichever factory runs it",
    "D127": "the dataset declares the parameter, and the activity gives it the value myfolder",
}
"""Answers that the JSON or the design contradicts, and why."""

Links = set[tuple[str | None, str | None, str]]


def answers() -> list[Any]:
    if not ANSWERS.is_file():
        return [pytest.param({}, marks=pytest.mark.skip(reason=f"{ANSWERS} is not here"))]
    records = json.loads(ANSWERS.read_text(encoding="utf-8"))
    return [pytest.param(record, id=record["id"]) for record in records if record["id"] not in OTHERWISE]


@cache
def declared(folder: str, name: str | None, service: str) -> Declaration:
    services = read([FACTORIES / folder], ReadOptions(service=name)).services
    return next(declaration for one in services if (declaration := declare(one)[0]).service == service)


@pytest.mark.parametrize("record", answers())
def test_an_activity_declares_what_people_read(record: dict[str, Any]) -> None:
    declaration = declared(record["folder"], record["serviceOption"], record["service"])
    performer = _performer(declaration.service, record["pipeline"], record["activity"])
    assert _links(declaration, performer) == {(one["input"], one["output"], one["kind"]) for one in record["links"]}
    executed = {
        edge.end.key for edge in declaration.edges if isinstance(edge, Executes) and edge.start.key == performer
    }
    assert executed == set(record["executes"])


def _performer(service: str, pipeline: str | None, name: str) -> str:
    return (
        activity_key(object_key(service, "pipelines", pipeline), name)
        if pipeline
        else object_key(service, "dataflows", name)
    )


def _links(declaration: Declaration, performer: str) -> Links:
    mine = {edge.end.key for edge in declaration.edges if isinstance(edge, Performs) and edge.start.key == performer}
    outputs = {edge.start.key: edge.end.key for edge in declaration.edges if isinstance(edge, Produces)}
    feeds = (edge for edge in declaration.edges if isinstance(edge, Feeds) and edge.end.key in mine)
    return {(edge.start.key, outputs.get(edge.end.key), edge.kind.value) for edge in feeds}
