"""Copy: from its inputs into its outputs. Staging, logs and rejected rows are no outputs.

https://learn.microsoft.com/azure/data-factory/copy-activity-overview
"""

from lineage_graph.activities.reading import dataset_routine, source_end, source_routine
from lineage_graph.activities.registry import understands
from lineage_graph.activities.routine import with_routine
from lineage_graph.expressions import Unknown
from lineage_graph.model import FeedKind, Reason
from lineage_graph.records import Activity, Properties, Reference
from lineage_graph.site import End, Flow, Movement, Site, dataset_end, placeholder, shown

_PROCEDURE = "sqlWriterStoredProcedureName"


@understands("Copy")
def copy(activity: Activity, site: Site) -> Flow:
    """One movement per output, each with all the inputs (there is one of each, but for very old definitions)."""
    source, sink = activity.settings.properties("source"), activity.settings.properties("sink")
    inputs = tuple((source_end(site, source, one), FeedKind.DATA) for one in activity.inputs or (None,))
    outputs = activity.outputs or (None,)
    flow = Flow(
        tuple(Movement(inputs, _output(site, sink, one)) for one in outputs),
        effect=_effect(source.properties("storeSettings")),
    )
    for called in (_source_routine(activity, site, source), _sink_routine(activity, site, sink)):
        flow = with_routine(flow, called) if called else flow
    return flow


def _output(site: Site, sink: Properties, dataset: Reference | None) -> End:
    if sink.text(_PROCEDURE) is not None:
        why = Unknown(Reason.OPAQUE_CODE, f"the rows go into the procedure {shown(sink[_PROCEDURE])}")
        return placeholder(site, "sink", why)
    return dataset_end(site, dataset, "sink")


def _source_routine(activity: Activity, site: Site, source: Properties) -> Flow | None:
    return source_routine(site, source, activity.inputs[0]) if activity.inputs else None


def _sink_routine(activity: Activity, site: Site, sink: Properties) -> Flow | None:
    return dataset_routine(site, sink.get(_PROCEDURE), activity.outputs[0]) if activity.outputs else None


def _effect(reading: Properties) -> str | None:
    """A copy that deletes what it has read moves the files."""
    return "delete-source" if reading.get("deleteFilesAfterCompletion") is True else None
