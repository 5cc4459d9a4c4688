"""The example estate declares what was written down by hand, link by link, nothing more and nothing less."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lineage_graph.declared import declare
from lineage_graph.model import Activity, Asset, Declaration, Executes, Feeds, Performs, Produces
from lineage_graph.sources import ReadOptions, read

EXAMPLES = Path(__file__).parents[2] / "examples"
EXPECTED = json.loads((EXAMPLES / "expected-lineage.json").read_text(encoding="utf-8"))
RECORDS = EXPECTED["records"] if isinstance(EXPECTED, dict) else EXPECTED


@cache
def declarations() -> tuple[Declaration, ...]:
    return tuple(declare(service)[0] for service in read([EXAMPLES / "estate"], ReadOptions()).services)


def links_of(performer: str) -> set[tuple[str | None, str | None, str]]:
    found: set[tuple[str | None, str | None, str]] = set()
    for declaration in declarations():
        mine = {e.end.key for e in declaration.edges if isinstance(e, Performs) and e.start.key == performer}
        outputs = {e.start.key: e.end.key for e in declaration.edges if isinstance(e, Produces)}
        feeds = [e for e in declaration.edges if isinstance(e, Feeds) and e.end.key in mine]
        found |= {(e.start.key, outputs.get(e.end.key), e.kind.value) for e in feeds}
    return found


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["activity"])
def test_the_links_are_those_written_by_hand(record: dict[str, Any]) -> None:
    expected = {(link["input"], link["output"], link["kind"]) for link in record["links"]}
    assert links_of(record["activity"]) == expected


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["activity"])
def test_what_is_executed_is_what_was_written_by_hand(record: dict[str, Any]) -> None:
    found = {
        edge.end.key
        for declaration in declarations()
        for edge in declaration.edges
        if isinstance(edge, Executes) and edge.start.key == record["activity"]
    }
    assert found == set(record["executes"])


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["activity"])
def test_the_reasons_are_those_written_by_hand(record: dict[str, Any]) -> None:
    nodes = {node.key: node for declaration in declarations() for node in declaration.nodes}
    for input_, output, _ in links_of(record["activity"]):
        for key, end in ((input_, "input"), (output, "output")):
            asset = nodes.get(key or "")
            if isinstance(asset, Asset) and asset.reason:
                assert record["reasons"].get(end) == asset.reason.value
    activity = nodes.get(record["activity"])
    if isinstance(activity, Activity):
        assert record["reasons"].get("activity") == (activity.reason.value if activity.reason else None)
