"""The output of an activity run: figures and values from an allow-list, everything else is dropped.

To read what another activity type gives: write a function from its ``Fields`` to a ``RunOutput``, and name it in
``_BY_TYPE``; name its fields in ``_LOOKED_AT``. The outputs: https://learn.microsoft.com/azure/data-factory/copy-activity-monitoring
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from lineage_graph.keys import storable
from lineage_graph.records import NO_OUTPUT, NOTHING, Properties, RunOutput
from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import redact
from lineage_graph.sources.runs.bounds import bounded_list, bounded_object
from lineage_graph.sources.runs.data_flows import flow_output
from lineage_graph.sources.runs.fields import Fields

_METADATA: Final[tuple[str, ...]] = ("itemName", "itemType", "exists", "size", "lastModified", "columnCount")
_LISTS_OF_METADATA: Final = ("childItems", "structure")
_OF_A_MOVE: Final = (
    *("rowsRead", "rowsCopied", "rowsSkipped", "dataRead", "dataWritten", "filesRead", "filesWritten", "throughput"),
    "runPageUrl",
)
_LOOKED_AT: Final[Mapping[str, tuple[str, ...]]] = {
    "lookup": ("firstRow", "value"),
    "getmetadata": (*_METADATA, *_LISTS_OF_METADATA),
    "executepipeline": ("pipelineRunId", "pipelineReturnValue"),
    "script": ("resultSets", "recordsAffected"),
    "executedataflow": ("runStatus",),
    "executewranglingdataflow": ("runStatus",),
    "webactivity": (),
    "webhook": (),
    "azurefunctionactivity": (),
}
_PURVIEW: Final = ("reportLineageToPurview", "reportLineageToPurvew")
"""The second is how the documentation spells it: https://learn.microsoft.com/azure/data-factory/tutorial-push-lineage-to-purview"""


KEPT: Final = frozenset(
    {*_OF_A_MOVE, *(name for names in _LOOKED_AT.values() for name in names), *_PURVIEW}
    | {"effectiveIntegrationRuntime", "secureOutput"}
)
"""All names that are looked at; the others of a huge output are not even decoded."""


def looked_at(activity_type: str) -> tuple[str, ...]:
    """The names that are looked at in the output of an activity of that type."""
    return (*_LOOKED_AT.get(activity_type.lower(), _OF_A_MOVE), *_PURVIEW)


def run_output(activity_type: str, output: Fields) -> RunOutput:
    """What is kept of the output of an activity of that type."""
    if not output.raw:
        return NO_OUTPUT
    known = _BY_TYPE.get(activity_type.lower(), _moved)(output)
    status = _purview_status(output)
    return replace(known, purview_status=status) if status else known


def _moved(output: Fields) -> RunOutput:
    """Copy, and every type that nobody knows yet."""
    return RunOutput(
        rows_read=output.count("rowsRead"),
        rows_written=output.count("rowsCopied"),
        rows_skipped=output.count("rowsSkipped"),
        bytes_read=output.count("dataRead"),
        bytes_written=output.count("dataWritten"),
        files_read=output.count("filesRead"),
        files_written=output.count("filesWritten"),
        throughput=output.number("throughput"),
        run_page=page(output.raw.get("runPageUrl")),
    )


def _nothing(_output: Fields) -> RunOutput:
    """The answer of somebody else's service: its names mean nothing to us."""
    return NO_OUTPUT


def _lookup(output: Fields) -> RunOutput:
    """``firstRow``, or up to 5,000 in ``value``: https://learn.microsoft.com/azure/data-factory/control-flow-lookup-activity."""
    first = output.raw.get("firstRow")
    found = [first] if first else output.raw.get("value")
    rows, cut = bounded_list(found, output.intake.border)
    return RunOutput(rows=tuple(row for row in rows if isinstance(row, Properties)), cut=cut)


def _metadata(output: Fields) -> RunOutput:
    """See https://learn.microsoft.com/azure/data-factory/control-flow-get-metadata-activity."""
    border = output.intake.border
    values = {name: border.value(output.raw[name], name) for name in _METADATA if name in output.raw}
    cut = False
    for name in _LISTS_OF_METADATA:
        if isinstance(output.raw.get(name), list):
            values[name], one_cut = bounded_list(output.raw[name], border)
            cut = cut or one_cut
    return RunOutput(metadata=Properties(values) if values else NOTHING, cut=cut)


def _called(output: Fields) -> RunOutput:
    """See https://learn.microsoft.com/azure/data-factory/control-flow-execute-pipeline-activity."""
    value, cut = bounded_object(output.raw.get("pipelineReturnValue"), output.intake.border)
    return RunOutput(child_run_id=output.text("pipelineRunId"), return_value=value, cut=cut)


def _script(output: Fields) -> RunOutput:
    """See https://learn.microsoft.com/azure/data-factory/transform-data-using-script."""
    results = output.raw.get("resultSets")
    results = results if isinstance(results, list) else []
    counts = (
        Fields(result, output.place, output.intake, (*output.steps, "resultSets", index)).count("rowCount")
        for index, result in enumerate(results)
        if isinstance(result, dict)
    )
    return RunOutput(
        result_sets=tuple(count for count in counts if count is not None),
        records_affected=output.count("recordsAffected"),
    )


def _purview_status(output: Fields) -> str | None:
    for name in _PURVIEW:
        found = output.raw.get(name)
        if isinstance(found, dict):
            return output.inside(name).text("status")
    return None


def page(raw: Json) -> str | None:
    """The address of a run in Databricks or Synapse without its query; the part after ``#`` names the run."""
    if not isinstance(raw, str):
        return None
    try:
        parts = urlsplit(storable(raw))
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return redact(f"{parts.scheme}://{host}{parts.path}{fragment}", evaluated=True)


_BY_TYPE: Final[Mapping[str, Callable[[Fields], RunOutput]]] = {
    "lookup": _lookup,
    "getmetadata": _metadata,
    "executepipeline": _called,
    "script": _script,
    "executedataflow": flow_output,
    "executewranglingdataflow": flow_output,
    "webactivity": _nothing,
    "webhook": _nothing,
    "azurefunctionactivity": _nothing,
}
