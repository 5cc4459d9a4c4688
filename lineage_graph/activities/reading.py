"""How Copy and Lookup read: a dataset, or a query or procedure that takes the dataset's place.

Which sources take a query instead of the dataset's table, and under which name:
https://learn.microsoft.com/azure/data-factory/copy-activity-overview and the page of each connector.
"""

from typing import Final

from lineage_graph.activities.routine import routine, unnamed
from lineage_graph.expressions import Unknown
from lineage_graph.model import Reason
from lineage_graph.records import Properties, Reference, Value
from lineage_graph.site import End, Flow, Site, dataset_end, dataset_place, find_dataset, placeholder, reading, shown

_QUERIES: Final = ("sqlReaderQuery", "oracleReaderQuery", "SOQLQuery", "query")
_PROCEDURE: Final = "sqlReaderStoredProcedureName"
_WITHIN_THE_DATASET: Final = frozenset(
    {
        "CosmosDbSqlApiSource",
        "DocumentDbCollectionSource",
        "DynamicsAXSource",
        "ODataSource",
        "SapCloudForCustomerSource",
        "SapEccSource",
        "SharePointOnlineListSource",
    }
)
"""Sources whose query only filters what the dataset names."""


def source_end(site: Site, source: Properties, dataset: Reference | None) -> End:
    """What the source reads; a query that is not read yet is a placeholder with its text."""
    if source.text(_PROCEDURE) is not None:
        why = Unknown(Reason.OPAQUE_CODE, shown(source[_PROCEDURE]))
        return placeholder(site, "source", why)
    query = _query(source)
    if query is not None:
        return placeholder(site, "source", Unknown(Reason.QUERY_NOT_PARSED, query))
    return dataset_end(site, dataset, "source", reading(site, source.properties("storeSettings")))


def source_routine(site: Site, source: Properties, dataset: Reference | None) -> Flow | None:
    """The stored procedure that the source calls, if it does."""
    return dataset_routine(site, source.text(_PROCEDURE), dataset)


def dataset_routine(site: Site, name: Value, dataset: Reference | None) -> Flow | None:
    """A stored procedure of the database that the dataset's linked service connects to; None without a name."""
    if name is None or dataset is None:
        return None
    found = find_dataset(site, dataset)
    if isinstance(found, Unknown):
        return unnamed(found)
    return routine(site, name, dataset_place(site, found, dataset.arguments).connection)


def _query(source: Properties) -> str | None:
    if source.text("type") in _WITHIN_THE_DATASET:
        return None
    found = (source.get(name) for name in _QUERIES)
    return next((shown(query) for query in found if query not in (None, "")), None)
