"""What a load did, for people and as JSON. Read = written + unchanged + rejected, or the command fails."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from rich.console import Console

from lineage_graph.declared.measure import Measure
from lineage_graph.errors import LineageError
from lineage_graph.graph import Counts, LoadSummary
from lineage_graph.keys import service_key
from lineage_graph.loading import Loaded
from lineage_graph.model import Ref
from lineage_graph.records import Rejected, Service, nested
from lineage_graph.reports.screen import counted, safe, screen, table

_KINDS: Final = {
    "pipeline": "Pipeline",
    "activity": "Activity",
    "dataset": "Dataset",
    "linkedservice": "LinkedService",
    "dataflow": "DataFlow",
    "trigger": "Trigger",
    "integrationruntime": "IntegrationRuntime",
    "notebook": "Notebook",
    "sqlscript": "SqlScript",
    "sparkjob": "SparkJob",
    "changedatacapture": "Job",
    "linkconnection": "Job",
    "pipelinerun": "PipelineRun",
    "activityrun": "ActivityRun",
}
"""What a reader calls an object that it rejects, and the object's label."""

_RUNS: Final = ("PipelineRun", "ActivityRun")
_MOST_LISTED: Final = 20


@dataclass(frozen=True, slots=True)
class Row:
    """Objects of one kind: all that were read, and what became of them."""

    kind: str
    read: int
    written: int
    unchanged: int
    rejected: int


def balance(loaded: Loaded) -> tuple[Row, ...]:
    """The books per kind of object; a ``LineageError`` if they do not add up, which would be a fault of ours."""
    read = Counter(label for service in loaded.reading.services for label in _labels(service))
    held = Counter[str]()
    for account in loaded.services.accounts:
        held.update(account.objects)
    written = Counter(ref.label for ref in _changed(loaded.services.summary))
    for runs in loaded.runs:
        for label in _RUNS:
            counts = runs.source.nodes.get(label, Counts())
            held[label] += counts.written + counts.unchanged
            written[label] += counts.written
            read[label] += runs.read.get(label, 0)
    rejected = Counter[str]()
    for one in loaded.rejected:
        rejected[_KINDS.get(one.kind, one.kind)] += one.count
    kinds = [*dict.fromkeys(_KINDS.values()), *sorted(rejected.keys() - _KINDS.values())]
    rows = tuple(
        Row(kind, read[kind] + rejected[kind], written[kind], held[kind] - written[kind], rejected[kind])
        for kind in kinds
        if read[kind] or rejected[kind]
    )
    for row in rows:
        if row.read != row.written + row.unchanged + row.rejected:
            message = f"The books do not add up: {row}. Please report it."
            raise LineageError(message)
    return rows


def print_loaded(loaded: Loaded) -> None:
    """The summary for people on standard output, what went wrong on standard error."""
    console = screen()
    rows = balance(loaded)
    verb = "Would load" if loaded.services.summary.dry_run else "Loaded"
    services = _services(loaded)
    names = ", ".join(safe(name) for name in services[:5])
    more = ", …" if len(services) > 5 else ""  # noqa: PLR2004 - as many as fit a line
    console.print(f"{verb} {counted(len(services), 'service')}: {names}{more}")
    console.print()
    drawn = table(
        "kind", "read", "written", "unchanged", "rejected", numbers=("read", "written", "unchanged", "rejected")
    )
    for row in rows:
        drawn.add_row(row.kind, *(f"{number:,}" for number in (row.read, row.written, row.unchanged, row.rejected)))
    console.print(drawn)
    console.print()
    for line in (*_graph_lines(loaded), *_measure_lines(loaded.measure)):
        console.print(line)
    _print_troubles(loaded)


def as_json(loaded: Loaded) -> str:
    """The summary as JSON text."""
    total, found, overlaps = loaded.total, loaded.measure, loaded.overlaps
    document = {
        "schemaVersion": 1,
        "dryRun": loaded.services.summary.dry_run,
        "services": [service.name for service in loaded.reading.services],
        "objects": [asdict(row) for row in balance(loaded)],
        "graph": {
            "created": total.created,
            "changed": total.changed,
            "revived": total.revived,
            "unchanged": total.unchanged,
            "removed": total.removed,
        },
        "overlaps": {"joined": overlaps.written, "unchanged": overlaps.unchanged, "removed": overlaps.removed},
        "lineage": {
            "ends": found.ends,
            "named": found.named,
            "unknownHost": found.unknown_host,
            "patterns": found.patterns,
            "placeholders": dict(found.placeholders),
            "opaqueActivities": found.opaque,
        },
        "rejected": [rejection(one) for one in loaded.rejected],
        "ignored": list(loaded.reading.ignored),
        "warnings": [*_warnings(loaded)],
    }
    return json.dumps(document, indent=2)


def rejection(one: Rejected) -> dict[str, object]:
    """What was not taken, for a program; ``count`` where it is several."""
    told: dict[str, object] = {"kind": one.kind, "where": str(one.origin), "reason": one.reason}
    return told | {"count": one.count} if one.count > 1 else told


def _graph_lines(loaded: Loaded) -> Iterator[str]:
    total, summary = loaded.total, loaded.services.summary
    would = "would be " if summary.dry_run else ""
    written = f"{total.written:,} nodes and relationships {would}written"
    yield f"Graph: {written}, {total.unchanged:,} unchanged, {total.removed:,} {would}removed."
    overlaps = loaded.overlaps
    if overlaps.written or overlaps.removed:
        yield f"Overlaps: {overlaps.written:,} assets joined to what reads around them, {overlaps.removed:,} no longer."
    spared = sum(source.spared for source in summary.sources)
    if spared:
        yield f"{spared:,} are no longer declared and kept, because not everything could be read or the guard held."


def _measure_lines(found: Measure) -> Iterator[str]:
    if not found.ends:
        return
    share = 100 * (found.named + found.unknown_host) / found.ends
    below = f", {found.unknown_host:,} of them below a host that is not known" if found.unknown_host else ""
    yield f"Lineage: {found.named + found.unknown_host:,} of {found.ends:,} ends are named ({share:.0f} %){below}."
    for reason, count in found.placeholders:
        yield f"  {count:>6,}  not yet: {reason}"
    if found.opaque:
        yield f"  {found.opaque:>6,}  activities may move data, and nobody can see what they do (opaque)"
    yield "lineage-graph coverage tells more; the README explains the reasons."


def _print_troubles(loaded: Loaded) -> None:
    troubles = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    warnings = _warnings(loaded)
    for warning in warnings[:_MOST_LISTED]:
        troubles.print(f"Warning: {safe(warning)}")
    for one in loaded.rejected[:_MOST_LISTED]:
        several = f" ({one.count:,} of them)" if one.count > 1 else ""
        troubles.print(f"Rejected: {one.kind} {safe(str(one.origin))}: {safe(one.reason)}{several}")
    listed = max(len(loaded.rejected), len(warnings))
    if listed > _MOST_LISTED:
        troubles.print("… and more; -o json lists them all.")


def _warnings(loaded: Loaded) -> Sequence[str]:
    return (*loaded.reading.warnings, *loaded.of_runs.warnings)


def _services(loaded: Loaded) -> Sequence[str]:
    """All that were read, each once and as its definitions spell it: run records write its name in capitals."""
    defined = ((service_key(service.kind, service.name), service.name) for service in loaded.reading.services)
    spelled: dict[str, str] = {}
    for key, name in (*defined, *loaded.of_runs.services.items()):
        spelled.setdefault(key, name)
    return [*spelled.values()]


def _changed(summary: LoadSummary) -> Iterable[Ref]:
    return (ref for source in summary.sources for ref in source.changed_objects)


def _labels(service: Service) -> Iterator[str]:
    """The label of every object that a reader made a record of, counted without looking at the declaration."""
    for label, held in (
        ("Pipeline", service.pipelines),
        ("Dataset", service.datasets),
        ("LinkedService", service.linked_services),
        ("DataFlow", service.data_flows),
        ("Trigger", service.triggers),
        ("IntegrationRuntime", service.integration_runtimes),
        ("Notebook", service.notebooks),
        ("SqlScript", service.sql_scripts),
        ("SparkJob", service.spark_jobs),
        ("Job", (*service.change_data_captures, *service.link_connections)),
    ):
        yield from (label for _ in held)
    for pipeline in service.pipelines:
        yield from ("Activity" for _ in nested(pipeline.activities))
