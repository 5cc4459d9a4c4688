"""What earlier loads left in the graph of activities whose definitions are not at hand: their processes and ends."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from lineage_graph.graph import Graph, Value
from lineage_graph.model import Asset, Edge, FeedKind, Feeds, Node, Performs, Process, Produces, Reason, Ref

Part = Node | Edge
Row = Mapping[str, Value]

_ASSET: Final = """asset.key AS key, asset.name AS name, asset.reason AS reason, asset.detail AS detail,
       head([label IN labels(asset) WHERE label <> 'Asset']) AS kind, coalesce(asset.pattern, false) AS pattern,
       coalesce(asset.aliases, []) AS aliases, flow.steps AS steps"""
_NOT_OF_RUNS_ALONE: Final = """(any(source IN p.sources WHERE NOT source STARTS WITH 'runs+')
       OR EXISTS { (p)<-[e:EXECUTED]-() WHERE e.evidence <> 'input' })"""
"""What only the inputs of runs tell is told by them again, the same way each time."""

_PROCESSES: Final = f"""
MATCH (a:Activity)-[:PERFORMS]->(p:Process)
WHERE a.key STARTS WITH $below AND p.removedAt IS NULL AND {_NOT_OF_RUNS_ALONE}
RETURN a.key AS activity, p.key AS key, p.name AS name, p.type AS type, p.step AS step
ORDER BY key
"""
_ENDS: Final = f"""
MATCH (a:Activity)-[:PERFORMS]->(p:Process)-[flow:FEEDS|PRODUCES]-(asset:Asset)
WHERE a.key STARTS WITH $below AND p.step IS NOT NULL AND p.removedAt IS NULL AND flow.removedAt IS NULL
  AND asset.removedAt IS NULL AND (type(flow) = 'PRODUCES' OR flow.steps IS NOT NULL)
RETURN p.key AS process, {_ASSET}
ORDER BY process, key
"""
_DELETED: Final = f"""
MATCH (a:Activity)-[:PERFORMS]->(p:Process)
WHERE a.key STARTS WITH $below AND a.type IS NOT NULL
  AND (a.removedAt IS NOT NULL OR all(source IN a.sources WHERE source STARTS WITH 'runs+'))
  AND (p.removedAt IS NOT NULL OR {_NOT_OF_RUNS_ALONE})
MATCH (p)-[flow:FEEDS|PRODUCES]-(asset:Asset)
WHERE coalesce(flow.match, 'exact') = 'exact'
  AND (flow.removedAt IS NULL OR flow.removedAt >= coalesce(p.removedAt, flow.removedAt))
RETURN a.key AS activity, p.key AS process, p.name AS processName, p.type AS type, p.step AS step,
       p.reason AS processReason, p.detail AS processDetail, p.removedAt AS gone, type(flow) AS flow,
       flow.kind AS feedKind, flow.reason AS flowReason, flow.detail AS flowDetail, {_ASSET}
ORDER BY activity, process, flow, key
"""
"""What a deleted activity did when it was deleted: of its processes those that went last."""


def known_processes(graph: Graph, service: str) -> Mapping[str, tuple[Process, ...]]:
    """What each activity of the service carries out, by its key."""
    known: dict[str, list[Process]] = {}
    for row in graph.ask(_PROCESSES, {"below": f"{service}/"}):
        process = Process(
            key=str(row["key"]), name=str(row["name"]), type=str(row["type"] or ""), step=_text(row["step"])
        )
        known.setdefault(str(row["activity"]), []).append(process)
    return {activity: tuple(processes) for activity, processes in known.items()}


def known_ends(graph: Graph, service: str) -> Mapping[str, tuple[Part, ...]]:
    """By process, what the sinks of data flows write, and which of their sources reads what."""
    found: dict[str, list[Part]] = {}
    for row in graph.ask(_ENDS, {"below": f"{service}/"}):
        asset, process = _asset(row), Ref("Process", str(row["process"]))
        steps = _texts(row["steps"])
        flow = Feeds(start=asset.ref, end=process, steps=steps) if steps else Produces(start=process, end=asset.ref)
        found.setdefault(process.key, []).extend((asset, flow))
    return {key: tuple(parts) for key, parts in found.items()}


def deleted_activities(graph: Graph, service: str) -> Mapping[str, tuple[Part, ...]]:
    """All that the service's activities did, by their keys, that no definition has any more."""
    rows: dict[str, list[Row]] = {}
    for row in graph.ask(_DELETED, {"below": f"{service}/"}):
        rows.setdefault(str(row["activity"]), []).append(row)
    return {activity: tuple(_parts(activity, _last(held))) for activity, held in rows.items()}


def _last(rows: Iterable[Row]) -> list[Row]:
    held = list(rows)
    times = [row["gone"] for row in held]
    latest = None if None in times else max(time for time in times if isinstance(time, datetime))
    return [row for row in held if row["gone"] == latest]


def _parts(activity: str, rows: Iterable[Row]) -> Iterable[Part]:
    done: set[str] = set()
    for row in rows:
        process = Process(
            key=str(row["process"]),
            name=str(row["processName"]),
            type=str(row["type"] or ""),
            step=_text(row["step"]),
            reason=_reason(row["processReason"]),
            detail=_text(row["processDetail"]),
        )
        if process.key not in done:
            done.add(process.key)
            yield process
            yield Performs(start=Ref("Activity", activity), end=process.ref)
        asset = _asset(row)
        yield asset
        yield _flow(row, asset, process)


def _flow(row: Row, asset: Asset, process: Process) -> Edge:
    reason = _reason(row["flowReason"])
    if row["flow"] == "PRODUCES":
        return Produces(start=process.ref, end=asset.ref, declared=False, observed=True, reason=reason)
    return Feeds(
        start=asset.ref,
        end=process.ref,
        kind=FeedKind(str(row["feedKind"])),
        declared=False,
        observed=True,
        reason=reason,
        detail=_text(row["flowDetail"]),
        steps=_texts(row["steps"]),
    )


def _asset(row: Row) -> Asset:
    return Asset(
        key=str(row["key"]),
        name=str(row["name"]),
        kind=str(row["kind"]),
        pattern=row["pattern"] is True,
        aliases=_texts(row["aliases"]),
        reason=_reason(row["reason"]),
        detail=_text(row["detail"]),
    )


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _reason(value: Value) -> Reason | None:
    return Reason(value) if isinstance(value, str) else None
