"""Places made of records, and small factories on disk, for tests that ask for keys."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lineage_graph.declared import declare
from lineage_graph.expressions import Scope
from lineage_graph.model import Declaration, Feeds, Produces
from lineage_graph.records import Properties, Reference, Value, VaultSecret
from lineage_graph.sources import read
from lineage_graph.stores import locate
from lineage_graph.stores.place import Connection, Located, Place

Json = Mapping[str, object]
VAULT: Final = VaultSecret(Reference("LinkedServiceReference", "Vault"), "crm-connection")
PROBE: Final = "abfss://probe@probe.dfs.core.windows.net/file.csv"


def at(linked: str, **settings: Value) -> Connection:
    """A linked service named ``ls`` of the factory ``sales``, whose vault is ``kv-prod``."""
    return Connection("adf://sales", "ls", linked, Properties(settings), vaults={"vault": "kv-prod"})


def dataset(kind: str, connection: Connection, **settings: Value) -> Place:
    return Place(kind, Properties(settings), connection, Scope())


def files(location: str, connection: Connection, **settings: Value) -> Place:
    return dataset("Binary", connection, location=Properties({"type": location, **settings}))


def key(place: Place) -> str:
    return found(place).asset.key


def found(place: Place) -> Located:
    located = locate(place)
    assert isinstance(located, Located), located
    return located


@dataclass(frozen=True, slots=True)
class End:
    """A dataset and its linked service as JSON, and the key that they must give."""

    name: str
    type: str
    settings: Json
    linked: str
    connection: Json
    key: str


CSV: Final = End(
    "probe",
    "DelimitedText",
    {"location": {"type": "AzureBlobFSLocation", "fileSystem": "probe", "fileName": "file.csv"}},
    "AzureBlobFS",
    {"url": "https://probe.dfs.core.windows.net"},
    PROBE,
)


def factory(root: Path, *ends: End, copies: tuple[tuple[str, str], ...] = (), flows: tuple[Json, ...] = ()) -> Path:
    """A Git folder of these datasets, a pipeline with these copies, and these data flows."""
    _write(root, "factory", "sales", {})
    for end in ends:
        linked = {"linkedServiceName": {"referenceName": end.name, "type": "LinkedServiceReference"}}
        _write(root, "linkedService", end.name, {"type": end.linked, "typeProperties": end.connection})
        _write(root, "dataset", end.name, {"type": end.type, "typeProperties": end.settings, **linked})
    activities = [
        {
            "name": f"from {source} to {sink}",
            "type": "Copy",
            "inputs": [{"referenceName": source, "type": "DatasetReference"}],
            "outputs": [{"referenceName": sink, "type": "DatasetReference"}],
            "typeProperties": {"source": {"type": "BinarySource"}, "sink": {"type": "BinarySink"}},
        }
        for source, sink in copies
    ]
    _write(root, "pipeline", "p", {"activities": activities})
    for number, flow in enumerate(flows):
        _write(root, "dataflow", f"flow{number}", {"type": "MappingDataFlow", "typeProperties": flow})
    return root


def flow(source: str, sink: str) -> Json:
    """A data flow from one dataset to another."""
    return {
        "sources": [{"name": "s", "dataset": {"referenceName": source, "type": "DatasetReference"}}],
        "sinks": [{"name": "t", "dataset": {"referenceName": sink, "type": "DatasetReference"}}],
        "scriptLines": ["source(allowSchemaDrift: true) ~> s", "s sink(allowSchemaDrift: true) ~> t"],
    }


def inline_flow(options: str, linked: str | None) -> Json:
    """A data flow from an inline dataset into the probe."""
    step: dict[str, object] = {"name": "s"}
    if linked:
        step["linkedService"] = {"referenceName": linked, "type": "LinkedServiceReference"}
    probe = {"referenceName": "probe", "type": "DatasetReference"}
    return {
        "sources": [step],
        "sinks": [{"name": "t", "dataset": probe}],
        "scriptLines": [f"source({options}) ~> s", "s sink(allowSchemaDrift: true) ~> t"],
    }


def declared(folder: Path) -> Declaration:
    (service,) = read([folder]).services
    assert not service.rejected
    return declare(service)[0]


def links(declaration: Declaration) -> set[tuple[str, str]]:
    """Every movement as (input, output)."""
    outputs = {edge.start.key: edge.end.key for edge in declaration.edges if isinstance(edge, Produces)}
    return {(edge.start.key, outputs[edge.end.key]) for edge in declaration.edges if isinstance(edge, Feeds)}


def _write(root: Path, kind: str, name: str, properties: Json) -> None:
    path = root / kind / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"name": name, "properties": properties}), encoding="utf-8")
