"""Declarations of activities that move data between assets, with what stands in the holes of their keys."""

from collections.abc import Mapping
from dataclasses import dataclass

from lineage_graph import model
from lineage_graph.model import Declaration, Edge, FeedKind, Node, Reason, Ref
from lineage_graph.overlap.naming import has_marks

RAW = "abfss://raw@lake.dfs.core.windows.net"
CURATED = "abfss://curated@lake.dfs.core.windows.net"
MART = "mssql://h.database.windows.net/mart/dbo"
ITEM = ("item()",)


@dataclass(frozen=True)
class Copy:
    """An activity with a process: what it reads and writes, and the identities of the holes of each."""

    name: str
    reads: Mapping[str, tuple[str, ...]]
    writes: str | None = None
    open: tuple[str, ...] = ()
    kinds: Mapping[str, FeedKind] | None = None
    step: str | None = None
    reason: Reason | None = None


def copy(name: str, source: str, sink: str, *identities: str) -> Copy:
    """A copy from one asset to one other, the holes of both with the same identities."""
    return Copy(name, {source: identities}, sink, identities)


def writes(name: str, key: str) -> Copy:
    return Copy(name, {f"{MART}/source": ()}, key)


def reads(name: str, key: str) -> Copy:
    return Copy(name, {key: ()}, f"{MART}/report")


def process_key(service: str, name: str, output: str | None) -> str:
    return f"adf://{service}/pipelines/p/activities/{name}=>{output or ''}"


def service(name: str, *copies: Copy, source: str = "git") -> Declaration:
    own = f"adf://{name}"
    found: dict[Ref, Node] = {}
    edges: dict[tuple[type[Edge], Ref, Ref], Edge] = {}

    def add(*parts: Node | Edge) -> None:
        for part in parts:
            if isinstance(part, Node):
                found.setdefault(part.ref, part)
            else:
                edges[type(part), part.start, part.end] = part

    factory = model.Service(key=own, name=name, kind="DataFactory")
    pipeline = model.Pipeline(key=f"{own}/pipelines/p", name="p")
    add(factory, pipeline, model.Contains(start=factory.ref, end=pipeline.ref))
    for one in copies:
        activity = model.Activity(key=f"{pipeline.key}/activities/{one.name}", name=one.name, type="Copy")
        process = model.Process(
            key=process_key(name, one.name, one.writes),
            name=f"{one.name} → {shown(one.writes or '')}",
            type="Copy",
            step=one.step,
            reason=one.reason,
        )
        add(activity, model.Contains(start=pipeline.ref, end=activity.ref), process)
        add(model.Performs(start=activity.ref, end=process.ref))
        for key, identities in one.reads.items():
            kind = (one.kinds or {}).get(key, FeedKind.DATA)
            add(*stored(key), model.Feeds(start=asset(key).ref, end=process.ref, kind=kind, open=identities))
        if one.writes:
            add(*stored(one.writes))
            add(model.Produces(start=process.ref, end=asset(one.writes).ref, open=one.open))
    return Declaration(source=source, service=own, nodes=tuple(found.values()), edges=tuple(edges.values()))


def asset(key: str) -> model.Asset:
    is_pattern = has_marks(key)
    reason = Reason.RUNTIME_ONLY if is_pattern else None
    kind = "Table" if key.startswith("mssql:") else "Path"
    detail = "item()" if is_pattern else None
    return model.Asset(key=key, name=shown(key), kind=kind, pattern=is_pattern, reason=reason, detail=detail)


def stored(key: str) -> tuple[Node | Edge, ...]:
    host = key.split("/")[2].rpartition("@")[2]
    store = model.Store(key=f"{key.split(':', maxsplit=1)[0]}://{host}", name=host, type="Azure Storage")
    return asset(key), store, model.StoredIn(start=asset(key).ref, end=store.ref)


def shown(key: str) -> str:
    """A path below its container, a table with its schema, an unknown part as ``{item}``."""
    below = "/".join(key.split("/")[3:]).replace("{}", "{item}")
    return below if key.startswith("abfss:") else ".".join(below.split("/")[1:]).replace("dbo", "DBO")
