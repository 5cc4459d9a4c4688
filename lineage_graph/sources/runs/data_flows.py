"""The output of a data flow's run: which columns of which source each sink wrote, and how many rows.

``runStatus.profile`` tells the columns, ``runStatus.metrics`` the rows; the form is taken from real outputs:
https://learn.microsoft.com/azure/data-factory/concepts-data-flow-monitoring describes it in words only.
"""

from collections.abc import Iterator
from typing import Final

from lineage_graph.keys import storable
from lineage_graph.records import RunOutput, SinkColumn, SinkRun
from lineage_graph.sources.raw import Json
from lineage_graph.sources.runs.fields import Fields

MOST_COLUMNS: Final = 20_000
"""Columns of one run that are kept."""


def flow_output(output: Fields) -> RunOutput:
    """What the sinks and sources of the data flow did."""
    status = output.inside("runStatus")
    metrics, profile = status.inside("metrics"), status.inside("profile")
    lineage = {name: profile.inside(name).inside("lineage").raw for name in _names(profile)}
    sinks, left = [], MOST_COLUMNS
    for name in sorted(_names(metrics) | {name for name, told in lineage.items() if told}):
        columns = tuple(_columns(lineage.get(name, {})))
        sinks.append(SinkRun(storable(name), metrics.inside(name).count("rowsWritten"), columns[: max(left, 0)]))
        left -= len(columns)
    return RunOutput(sinks=tuple(sinks), sources=_sources(metrics), cut=left < 0)


def _names(fields: Fields) -> set[str]:
    return {name for name, value in fields.raw.items() if isinstance(value, dict)}


def _columns(lineage: dict[str, Json]) -> Iterator[SinkColumn]:
    for column, told in lineage.items():
        if isinstance(told, dict):
            yield from _origins(storable(column), told)


def _origins(column: str, told: dict[str, Json]) -> Iterator[SinkColumn]:
    """One for each source of the column; one without a source where it was made inside the flow."""
    mapped = told.get("mapped") is True
    origins = told.get("from")
    known = [one for one in origins if isinstance(one, dict)] if isinstance(origins, list) else []
    for one in known:
        source, columns = one.get("source"), one.get("columns")
        yield SinkColumn(
            column,
            storable(source) if isinstance(source, str) else None,
            tuple(storable(name) for name in columns if isinstance(name, str)) if isinstance(columns, list) else (),
            mapped,
        )
    if not known:
        yield SinkColumn(column, mapped=mapped)


def _sources(metrics: Fields) -> tuple[tuple[str, int], ...]:
    """Rows by source; one that feeds several sinks is told once for each, and read as often as its largest."""
    rows: dict[str, int] = {}
    for sink in _names(metrics):
        sources = metrics.inside(sink).inside("sources")
        for name in _names(sources):
            count = sources.inside(name).count("rowsRead")
            if count is not None:
                rows[storable(name)] = max(rows.get(storable(name), 0), count)
    return tuple(sorted(rows.items()))
