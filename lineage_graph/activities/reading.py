"""How Copy and Lookup read: a dataset, or a query or procedure that takes the dataset's place.

Which sources take a query instead of the dataset's table, and under which name:
https://learn.microsoft.com/azure/data-factory/copy-activity-overview and the page of each connector.
"""

from typing import Final

from lineage_graph.activities.queries import Asked, query_inputs, understood
from lineage_graph.activities.routine import routine, routine_named, routine_rows, unnamed
from lineage_graph.expressions import Unknown, template_of
from lineage_graph.model import FeedKind, Reason
from lineage_graph.records import Properties, Value
from lineage_graph.site import (
    End,
    Flow,
    Named,
    Site,
    dataset_end,
    place_named,
    placeholder,
    reading,
    shown,
    together,
)

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

Inputs = tuple[tuple[End, FeedKind], ...]


def source_inputs(
    site: Site, source: Properties, dataset: Named | None, kind: FeedKind, role: str = "source"
) -> Inputs:
    """What the source reads; of a Copy also what only decides which rows its query gives."""
    if procedure := source.text(_PROCEDURE):
        return _rows(site, procedure, dataset, kind) or (
            (placeholder(site, role, Unknown(Reason.OPAQUE_CODE, shown(procedure))), kind),
        )
    if asked := _asked(site, source, dataset):
        return _counting(query_inputs(asked, role), kind)
    return ((dataset_end(site, dataset, role, reading(site, source.properties("storeSettings"))), kind),)


def _rows(site: Site, procedure: Value, dataset: Named | None, kind: FeedKind) -> Inputs:
    """What the procedure's queries read, where its inside is known."""
    found = place_named(site, dataset) if dataset else None
    if found is None or isinstance(found, Unknown):
        return ()
    return _counting(routine_rows(site, procedure, found.connection), kind)


def _counting(found: Inputs, kind: FeedKind) -> Inputs:
    return tuple((end, how if kind is FeedKind.DATA else kind) for end, how in found)


def source_flow(site: Site, source: Properties, dataset: Named | None) -> Flow:
    """What else the source does: the procedure that it calls, and what the statements of its query move and execute."""
    called = dataset_routine(site, source.text(_PROCEDURE), dataset)
    asked = None if called else _asked(site, source, dataset)
    answer = understood(asked) if asked else None
    if asked is None or answer is None or isinstance(answer, Unknown):
        return called or Flow()
    routines = (routine_named(site, str(name), asked.place.connection) for name in answer.routines)
    return together((Flow(answer.movements), *routines))


def dataset_routine(site: Site, name: Value, dataset: Named | None) -> Flow | None:
    """A stored procedure of the database that the dataset's linked service connects to; None without a name."""
    if not name or dataset is None:
        return None
    found = place_named(site, dataset)
    return unnamed(found) if isinstance(found, Unknown) else routine(site, name, found.connection)


def _asked(site: Site, source: Properties, dataset: Named | None) -> Asked | None:
    """The query that takes the dataset's place; None where there is none."""
    if source.text("type") in _WITHIN_THE_DATASET or not any(source.get(name) for name in _QUERIES):
        return None
    place = place_named(site, dataset) if dataset else None
    if place is None or isinstance(place, Unknown):
        return None
    texts = (place.holes.write(template_of(source.get(name), site.scope)) for name in _QUERIES)
    text = next((text for text in texts if text), None)
    return Asked(site, place, text) if text else None
