"""Every mapping data flow and flowlet of the public factories parses, and its sinks have sources."""

import json
from collections.abc import Iterator

from lineage_graph.dataflow_script import ScriptError, parse, reach, unparse
from tests.real_factories import FACTORIES, needed

WITHOUT_SOURCES: set[tuple[str, str]] = set()
"""Sinks that no source reaches, as (file name, sink): there is none in these factories."""

pytestmark = needed


def documents() -> Iterator[tuple[str, object]]:
    for path in sorted(FACTORIES.rglob("*.json")):
        content = path.read_bytes()
        encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
        try:
            yield path.name, json.loads(content.decode(encoding))
        except ValueError:
            continue


def flows(document: object) -> Iterator[dict[str, object]]:
    """The ``typeProperties`` of every data flow in a document, at any depth."""
    if isinstance(document, dict):
        properties = document.get("typeProperties")
        if str(document.get("type")) in {"MappingDataFlow", "Flowlet"} and isinstance(properties, dict):
            yield properties
        for value in document.values():
            yield from flows(value)
    elif isinstance(document, list):
        for value in document:
            yield from flows(value)


def script_of(flow: dict[str, object]) -> str | None:
    """Lines, or one text, or in the oldest flows a piece with each source, sink and transformation."""
    lines = flow.get("scriptLines")
    if isinstance(lines, list):
        return "\n".join(line[1:] if line.startswith("[[") else line for line in lines)
    if isinstance(flow.get("script"), str):
        return str(flow["script"])
    steps = [flow.get(kind) for kind in ("sources", "transformations", "sinks")]
    pieces = [step.get("script") for listed in steps if isinstance(listed, list) for step in listed]
    return "\n".join(piece for piece in pieces if piece) or None


def scripts() -> list[tuple[str, str]]:
    found = [(name, script_of(flow)) for name, document in documents() for flow in flows(document)]
    return [(name, script) for name, script in found if script]


def test_every_script_parses_and_prints_to_itself() -> None:
    refused = []
    read = scripts()
    for name, script in read:
        try:
            tree = parse(script)
        except ScriptError as error:
            refused.append((name, str(error)))
        else:
            assert parse(unparse(tree)) == tree
    assert refused == []
    assert read, "no data flow was found"


def test_every_sink_has_a_source_and_no_flow_is_broken() -> None:
    without, broken = set(), []
    for name, script in scripts():
        for found in reach(parse(script)):
            if not found.sources:
                without.add((name, found.sink))
            if found.unknown or found.cyclic:
                broken.append((name, found))
    assert without == WITHOUT_SOURCES
    assert broken == []


def test_every_flow_has_a_sink() -> None:
    assert [name for name, script in scripts() if not reach(parse(script))] == []
