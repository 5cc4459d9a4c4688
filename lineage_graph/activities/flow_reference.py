"""The data flow that an activity runs, mapping or Power Query."""

from lineage_graph.catalog import name_of
from lineage_graph.expressions import Unknown
from lineage_graph.model import Reason
from lineage_graph.records import Activity, DataFlow, Reference
from lineage_graph.site import Site


def flow_of(activity: Activity, site: Site) -> tuple[DataFlow, Reference] | Unknown:
    """The data flow with the reference that runs it, or why there is none."""
    reference = activity.settings.reference("dataFlow") or activity.settings.reference("dataflow")
    if reference is None:
        return Unknown(Reason.MISSING_REFERENCE, "no data flow is named")
    name = name_of(reference, site.scope)
    if isinstance(name, Unknown):
        return name
    flow = site.catalog.data_flows.get(name.lower())
    return (flow, reference) if flow else Unknown(Reason.MISSING_REFERENCE, f"data flow {name}")
