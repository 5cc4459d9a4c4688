"""Nothing is dropped in silence: real repositories are counted from their JSON, without our reader, and compared."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from lineage_graph.keys import service_key
from lineage_graph.records import Reading, nested
from lineage_graph.sources import ReadOptions, read
from tests.real_factories import FACTORIES, REPOSITORIES, needed
from tests.sources.writing import Json

pytestmark = needed

Found = tuple[str, str]
"""What it is, and its file with the pointer to it."""

KINDS = {
    "pipeline": "pipeline",
    "dataset": "dataset",
    "linkedservice": "linkedservice",
    "dataflow": "dataflow",
    "trigger": "trigger",
    "integrationruntime": "integrationruntime",
}
INNER = ("activities", "ifTrueActivities", "ifFalseActivities", "defaultActivities")


def written(repository: Path) -> Counter[Found]:
    """What the JSON files hold, by a plain walk."""
    found: Counter[Found] = Counter()
    for path in sorted(repository.rglob("*.json")):
        name = path.relative_to(repository).as_posix()
        document = parsed(path)
        if not isinstance(document, dict) or path.name.startswith("."):
            continue
        if isinstance(document.get("resources"), list):
            found.update(in_template(document["resources"], "", name))
        elif isinstance(document.get("properties"), dict):
            properties, resource_type = document["properties"], str(document.get("type"))
            kind = by_content(properties) or singular(resource_type.rsplit("/", 1)[-1]) or singular(path.parent.name)
            if kind is not None:
                found.update(objects(kind, properties, name, name))
    return found


def in_template(resources: Json, pointer: str, file: str) -> Iterator[Found]:
    for index, resource in enumerate(resources):
        here = f"{pointer}/resources/{index}"
        kind = singular(resource["type"].rsplit("/", 1)[-1])
        if kind is not None:
            yield from objects(kind, resource["properties"], f"{file}#{here}", file)
        yield from in_template(resource.get("resources", []), here, file)


def parsed(path: Path) -> Json:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "utf-16", "latin-1"):
        try:
            return json.loads(raw.decode(encoding))
        except ValueError:
            continue
    return None


def singular(word: str) -> str | None:
    return KINDS.get(word.lower().removesuffix("s"))


def by_content(properties: Json) -> str | None:
    kind = str(properties.get("type"))
    if "activities" in properties:
        return "pipeline"
    if kind.endswith("Trigger"):
        return "trigger"
    if kind in ("MappingDataFlow", "WranglingDataFlow", "Flowlet"):
        return "dataflow"
    if "linkedServiceName" in properties:
        return "dataset"
    settings = properties.get("typeProperties", {})
    return "linkedservice" if {"baseUrl", "connectionString", "url"} & settings.keys() else None


def objects(kind: str, properties: Json, place: str, file: str) -> Iterator[Found]:
    yield kind, place
    if kind == "pipeline":
        pointer = place.removeprefix(file).removeprefix("#")
        for inner in activities(properties["activities"], f"{pointer}/properties/activities"):
            yield "activity", f"{file}#{inner}"


def activities(items: Json, pointer: str) -> Iterator[str]:
    for index, item in enumerate(items):
        here = f"{pointer}/{index}"
        yield here
        settings = item.get("typeProperties")
        for key in INNER if isinstance(settings, dict) else ():
            yield from activities(settings.get(key, []), f"{here}/typeProperties/{key}")
        for number, case in enumerate(settings.get("cases", []) if isinstance(settings, dict) else ()):
            yield from activities(case.get("activities", []), f"{here}/typeProperties/cases/{number}/activities")


def taken(reading: Reading) -> Counter[Found]:
    """What the reader took."""
    found: Counter[Found] = Counter()
    for service in reading.services:
        for pipeline in service.pipelines:
            found.update(("activity", str(inner.origin)) for inner in nested(pipeline.activities))
        for kind, items in (
            ("pipeline", service.pipelines),
            ("dataset", service.datasets),
            ("linkedservice", service.linked_services),
            ("dataflow", service.data_flows),
            ("trigger", service.triggers),
            ("integrationruntime", service.integration_runtimes),
        ):
            found.update((kind, str(item.origin)) for item in items)
    return found


def spoken_of(reading: Reading) -> set[str]:
    """Files and pointers that were rejected or ignored, with a reason each."""
    rejected = [*reading.rejected, *(item for service in reading.services for item in service.rejected)]
    assert all(item.reason for item in rejected)
    return {str(item.origin) for item in rejected} | {line.split(": ", 1)[0] for line in reading.ignored}


@pytest.mark.parametrize("repository", REPOSITORIES, ids=lambda path: path.name)
def test_everything_in_the_files_is_taken_or_spoken_of(repository: Path) -> None:
    reading = read([repository], ReadOptions(keep_duplicates=True))
    in_files, in_reading, explained = written(repository), taken(reading), spoken_of(reading)
    missing = {
        (kind, place)
        for kind, place in in_files - in_reading
        if place not in explained and place.split("#")[0] not in explained
    }
    assert missing == set()
    assert in_reading - in_files == Counter()


def test_every_service_that_was_read_by_hand_gets_its_key() -> None:
    expected = json.loads((FACTORIES / "expected.json").read_text(encoding="utf-8"))
    folders = {(record["folder"], record["serviceOption"], record["service"]) for record in expected}
    for folder, option, key in sorted(folders, key=str):
        services = read([FACTORIES / folder], ReadOptions(service=option)).services
        assert key in {service_key(found.kind, found.name) for found in services}, folder


def test_every_activity_that_was_read_by_hand_is_there() -> None:
    expected = json.loads((FACTORIES / "expected.json").read_text(encoding="utf-8"))
    for record in expected:
        services = read([FACTORIES / record["folder"]], ReadOptions(service=record["serviceOption"])).services
        service = next(found for found in services if service_key(found.kind, found.name) == record["service"])
        if record["pipeline"] is None:
            names = {flow.name for flow in service.data_flows}
        else:
            pipeline = next(found for found in service.pipelines if found.name == record["pipeline"])
            names = {inner.name for inner in nested(pipeline.activities)}
        assert record["activity"] in names, record["id"]


@pytest.mark.parametrize("repository", REPOSITORIES, ids=lambda path: path.name)
def test_reading_twice_gives_the_same(repository: Path) -> None:
    assert read([repository]) == read([repository])
