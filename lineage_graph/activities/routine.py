"""Stored procedures, by which activity ever they are called: the routine is executed, its inside is not known.

https://learn.microsoft.com/azure/data-factory/transform-data-using-stored-procedure
"""

from dataclasses import replace

from lineage_graph.activities.registry import understands
from lineage_graph.catalog import connection
from lineage_graph.expressions import Unknown, text_of
from lineage_graph.keys import bounded, segment
from lineage_graph.model import Reason, Ref, Routine
from lineage_graph.records import Activity, Reference, Value
from lineage_graph.site import Flow, Site
from lineage_graph.stores.place import UNKNOWN_PART, Connection
from lineage_graph.stores.sql_server import DEFAULT_SCHEMA, database_of, name_parts


@understands("SqlServerStoredProcedure")
def stored_procedure(activity: Activity, site: Site) -> Flow:
    """The procedure of the linked service's database."""
    if activity.linked_service is None:
        return unnamed(Unknown(Reason.MISSING_LINKED_SERVICE, "the activity names no linked service"))
    name = activity.settings.get("storedProcedureName")
    return routine(site, name, connection(site.catalog, activity.linked_service, site.scope))


@understands("SqlPoolStoredProcedure")
def pool_procedure(activity: Activity, site: Site) -> Flow:
    """The procedure of a dedicated pool of the same workspace; the pool is named beside typeProperties.

    A workspace's dedicated pools answer at ``{workspace}.sql.azuresynapse.net``.
    """
    name = activity.settings.get("storedProcedureName")
    pool = activity.rest.reference("sqlPool")
    pool_name = text_of(pool.name, site.scope) if isinstance(pool, Reference) else None
    workspace = site.catalog.service.name.lower()
    if isinstance(pool_name, Unknown):
        return unnamed(pool_name)
    database = segment(pool_name) if pool_name else UNKNOWN_PART
    return _execute(site, name, f"mssql://{workspace}.sql.azuresynapse.net/{database}", None)


def routine(site: Site, name: Value, at: Connection) -> Flow:
    """The routine of that name in the connection's database."""
    host, database = database_of(at)
    if why := at.holes.first_in(database):
        return unnamed(why)
    return _execute(site, name, database, host.reason)


def with_routine(flow: Flow, called: Flow) -> Flow:
    """The flow with the routine that another part of the activity calls."""
    return replace(
        flow,
        executes=flow.executes + called.executes,
        nodes=flow.nodes + called.nodes,
        reason=flow.reason or called.reason,
        detail=flow.detail or called.detail,
    )


def unnamed(why: Unknown | None) -> Flow:
    """A routine that cannot be named: the activity says why."""
    detail = why.detail if why else "no procedure or pool is named"
    return Flow(reason=why.reason if why else Reason.OPAQUE_CODE, detail=detail)


def _execute(site: Site, name: Value, database: str, reason: Reason | None) -> Flow:
    text = text_of(name, site.scope)
    if not isinstance(text, str):
        return unnamed(text)
    parts = name_parts(text)
    schema = parts[-2] if len(parts) > 1 and parts[-2] else DEFAULT_SCHEMA
    key = bounded(f"{database}/{segment(schema)}/{segment(parts[-1])}()")
    node = Routine(key=key, name=f"{schema}.{parts[-1]}", reason=reason)
    return Flow(executes=(Ref("Routine", key),), nodes=(node,), reason=Reason.OPAQUE_CODE, detail=node.name)
