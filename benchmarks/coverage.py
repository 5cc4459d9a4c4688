"""How much of real factories can be named, and why the rest cannot: every end of a process, by reason."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.figures import Figure, Measurement, plain
from lineage_graph.declared import declare
from lineage_graph.graph import Connection
from lineage_graph.model import Activity, Asset, Declaration, Feeds, Performs, Produces
from lineage_graph.sources import ReadOptions, read

FACTORIES: Final = Path(os.environ.get("LINEAGE_GRAPH_REAL_FACTORIES", Path(__file__).parents[2] / "shared" / "data"))
_ABOUT: Final = (
    "Public repositories of factories and workspaces, read whole: {services:,} services, {activities:,} activities, of "
    "which {moving:,} move or read data. Each end of their processes counts: named; named below a host that the "
    "definition hides; a pattern, known in part; or a placeholder with its reason. {seconds:.1f} s to read and resolve."
)
_MISSING: Final = "The real factories are not here; LINEAGE_GRAPH_REAL_FACTORIES names their folder."


def measure(_: Connection | None = None) -> Measurement:
    """The table by reason; without the repositories a table that says so."""
    if not FACTORIES.is_dir():
        return Measurement("Coverage", _MISSING, ())
    begin = time.perf_counter()
    services = read([FACTORIES], ReadOptions(keep_duplicates=True)).services
    declarations = [declare(service)[0] for service in services]
    seconds = time.perf_counter() - begin
    about = _ABOUT.format(
        services=len(services),
        activities=sum(isinstance(node, Activity) for one in declarations for node in one.nodes),
        moving=sum(len(set(_moving(one))) for one in declarations),
        seconds=seconds,
    )
    return Measurement("Coverage", about, tuple(_figures(declarations)))


def _figures(declarations: list[Declaration]) -> Iterator[Figure]:
    ends = Counter(end for one in declarations for end in _ends(one))
    total = sum(ends.values())
    for (kind, reason), count in sorted(ends.items(), key=lambda pair: (pair[0][0], -pair[1], pair[0][1])):
        yield plain(f"{kind}{f': `{reason}`' if reason else ''}", f"{count:,} ends, {count / total:.1%}")
    opaque = Counter(reason for one in declarations for reason in _reasons(one))
    for reason, count in opaque.most_common():
        yield plain(f"activities: `{reason}`", f"{count:,}")


def _ends(declaration: Declaration) -> Iterator[tuple[str, str]]:
    assets = {node.key: node for node in declaration.nodes if isinstance(node, Asset)}
    for edge in declaration.edges:
        key = edge.start.key if isinstance(edge, Feeds) else edge.end.key if isinstance(edge, Produces) else None
        if key is not None:
            yield _kind(assets[key])


def _kind(asset: Asset) -> tuple[str, str]:
    reason = asset.reason.value if asset.reason else ""
    if asset.kind == "Placeholder":
        return "placeholder", reason
    if asset.pattern:
        return "pattern", reason
    return ("named below an unknown host", reason) if reason else ("named", "")


def _reasons(declaration: Declaration) -> Iterator[str]:
    return (node.reason.value for node in declaration.nodes if isinstance(node, Activity) and node.reason)


def _moving(declaration: Declaration) -> Iterator[str]:
    return (edge.start.key for edge in declaration.edges if isinstance(edge, Performs))
