"""Small declarations to load: pipelines that each copy a table of one server into a lake."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lineage_graph import model
from lineage_graph.graph import Graph
from lineage_graph.model import Edge, Node, Reason, Ref

SALES = "adf://sales"
STORE = "mssql://crm.database.windows.net"


@dataclass(frozen=True)
class Service:
    """What a source says of a service; ``calls`` are the pipelines of others that its first activities call."""

    key: str = SALES
    pipelines: tuple[str, ...] = ("orders",)
    triggers: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    stubs: tuple[str, ...] = ()
    descriptions: Mapping[str, str] = field(default_factory=dict)
    table_kind: str = "Table"

    def declared(self, source: str = "git", incomplete: Iterable[str] = ()) -> model.Declaration:
        nodes = tuple(_unique(self._nodes()))
        return model.Declaration(
            source=source,
            service=self.key,
            nodes=nodes,
            edges=tuple(self._edges()),
            objects=tuple(node.ref for node in nodes if node.ref.label in ("Pipeline", "Activity", "Trigger")),
            incomplete=frozenset(incomplete),
        )

    def _nodes(self) -> Iterator[Node]:
        yield model.Service(key=self.key, name=self.key.rpartition("/")[2], kind="DataFactory")
        yield model.Store(key=STORE, name="crm", type="AzureSqlDatabase")
        for name in self.pipelines:
            yield from self._pipeline(name)
        for name in self.triggers:
            yield model.Trigger(key=f"{self.key}/triggers/{name}", name=name, running=True)
        for key in (*self.calls, *(pipeline(self.key, name) for name in self.stubs)):
            yield model.Pipeline(key=key, name=key.rpartition("/")[2], reason=Reason.OUTSIDE_THIS_LOAD)

    def _pipeline(self, name: str) -> Iterator[Node]:
        yield model.Pipeline(key=pipeline(self.key, name), name=name.title(), description=self.descriptions.get(name))
        yield model.Activity(key=activity(self.key, name), name="Copy", type="Copy")
        yield model.Process(key=process(self.key, name), name="Copy", type="Copy")
        yield model.Asset(key=table(name), name=f"dbo.{name}", kind=self.table_kind)
        yield model.Asset(key=lake(name), name=name, kind="Path")

    def _edges(self) -> Iterator[Edge]:
        service = Ref("Service", self.key)
        for name in self.triggers:
            yield model.Contains(start=service, end=Ref("Trigger", f"{self.key}/triggers/{name}"))
        for name in self.pipelines:
            yield from self._pipeline_edges(service, name)
            for key in self.calls:
                yield model.Calls(start=Ref("Activity", activity(self.key, name)), end=Ref("Pipeline", key))

    def _pipeline_edges(self, service: Ref, name: str) -> Iterator[Edge]:
        doing = Ref("Activity", activity(self.key, name))
        moving = Ref("Process", process(self.key, name))
        yield model.Contains(start=service, end=Ref("Pipeline", pipeline(self.key, name)))
        yield model.Contains(start=Ref("Pipeline", pipeline(self.key, name)), end=doing)
        yield model.Performs(start=doing, end=moving)
        yield model.Feeds(start=Ref("Asset", table(name)), end=moving)
        yield model.Produces(start=moving, end=Ref("Asset", lake(name)))
        yield model.StoredIn(start=Ref("Asset", table(name)), end=Ref("Store", STORE))


def pipeline(service: str, name: str) -> str:
    return f"{service}/pipelines/{name}"


def activity(service: str, name: str) -> str:
    return f"{pipeline(service, name)}/activities/copy"


def process(service: str, name: str) -> str:
    return f"{activity(service, name)}=>{lake(name)}"


def table(name: str) -> str:
    return f"{STORE}/crm/dbo/{name}"


def lake(name: str) -> str:
    return f"abfss://raw@lake.dfs.core.windows.net/{name}"


def nodes(graph: Graph, label: str, *properties: str) -> dict[str, tuple[object, ...]]:
    """The properties of all nodes with the label, by the last part of their key."""
    rows = graph.ask(
        f"MATCH (n:{label}) RETURN n.key AS key, [{', '.join(f'n.{name}' for name in properties)}] AS found"
    )
    return {str(row["key"]).rpartition("/")[2]: tuple(_list(row["found"])) for row in rows}


def edges(graph: Graph, type_: str, *properties: str) -> dict[tuple[str, str], tuple[object, ...]]:
    """The properties of all relationships of the type, by the last parts of their ends' keys."""
    wanted = ", ".join(f"r.{name}" for name in properties)
    rows = graph.ask(f"MATCH (a)-[r:{type_}]->(b) RETURN a.key AS start, b.key AS end, [{wanted}] AS found")
    return {
        (str(row["start"]).rpartition("/")[2], str(row["end"]).rpartition("/")[2]): tuple(_list(row["found"]))
        for row in rows
    }


def holding(graph: Graph, label: str) -> set[str]:
    """The last parts of the keys of the nodes with the label that are not removed."""
    return {name for name, (removed,) in nodes(graph, label, "removedAt").items() if removed is None}


def changes(graph: Graph) -> object:
    """How many batches were ever written."""
    return graph.ask("MATCH (g:Graph {key: 'graph'}) RETURN g.change AS change")[0]["change"]


def _unique(found: Iterable[Node]) -> Iterator[Node]:
    return iter({node.ref: node for node in found}.values())


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value
