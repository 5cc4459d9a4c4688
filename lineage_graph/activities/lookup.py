"""Activities that only read: Lookup, GetMetadata and Validation; and Delete, which moves nothing.

https://learn.microsoft.com/azure/data-factory/control-flow-lookup-activity
"""

from lineage_graph.activities.fabric import written_out
from lineage_graph.activities.reading import source_flow, source_inputs
from lineage_graph.activities.registry import understands
from lineage_graph.model import FeedKind
from lineage_graph.records import Activity
from lineage_graph.site import Flow, Movement, Named, Site, dataset_end, reading, together


@understands("Lookup")
def lookup(activity: Activity, site: Site) -> Flow:
    """Rows for the pipeline's own use; a lookup by stored procedure executes it and names nothing that is read."""
    source, dataset = activity.settings.properties("source"), _dataset(activity, site)
    extra = source_flow(site, source, dataset)
    if extra.executes or extra.reason:
        return extra
    inputs = source_inputs(site, source, dataset, FeedKind.LOOKUP)
    return together((Flow((Movement(inputs),) if inputs else ()), extra))


@understands("GetMetadata")
def get_metadata(activity: Activity, site: Site) -> Flow:
    """Names, sizes and columns for the pipeline's own use."""
    dataset, settings = _dataset(activity, site), activity.settings.properties("storeSettings")
    end = dataset_end(site, dataset, "source", reading(site, settings))
    return Flow((Movement(((end, FeedKind.LOOKUP),)),))


@understands("Validation")
def validation(activity: Activity, site: Site) -> Flow:
    """Waits until the data is there."""
    end = dataset_end(site, _dataset(activity, site), "source")
    return Flow((Movement(((end, FeedKind.VALIDATION),)),))


@understands("Delete")
def delete(_activity: Activity, _site: Site) -> Flow:
    """Deleting moves no data; what it uses is in the graph all the same."""
    return Flow(effect="delete")


def _dataset(activity: Activity, site: Site) -> Named | None:
    return activity.settings.reference("dataset") or written_out(site, activity.settings, "source")
