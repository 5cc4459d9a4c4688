"""Stored procedures, by which activity ever they are called: the routine is executed, its inside is not known.

https://learn.microsoft.com/azure/data-factory/transform-data-using-stored-procedure
"""

from dataclasses import replace
from typing import Final

from lineage_graph.activities.queries import Asked, understood
from lineage_graph.activities.registry import understands
from lineage_graph.catalog import connection, workspace_sql
from lineage_graph.expressions import Unknown, template_of
from lineage_graph.keys import bounded, segment
from lineage_graph.model import Reason, Ref, Routine
from lineage_graph.records import NOTHING, Activity, Properties, Value
from lineage_graph.site import Flow, Site, shown, together
from lineage_graph.stores.place import Connection, Host, Place
from lineage_graph.stores.registry import PLACES
from lineage_graph.stores.sql_server import DEFAULT_SCHEMA, database_of, name_parts

_RUNS_SQL: Final = "sp_executesql"
_WITH_DATABASE: Final = 3


@understands("SqlServerStoredProcedure")
def stored_procedure(activity: Activity, site: Site) -> Flow:
    """The procedure of the linked service's database; ``sp_executesql`` is opaque only where its statement is."""
    if activity.linked_service is None:
        return unnamed(Unknown(Reason.MISSING_LINKED_SERVICE, "the activity names no linked service"))
    at = connection(site.catalog, activity.linked_service, site.scope)
    name = activity.settings.get("storedProcedureName")
    called = routine(site, name, at)
    moved = _dynamic(activity, site, at) if shown(name).lower().rstrip("]").endswith(_RUNS_SQL) else None
    return together((moved, replace(called, reason=None, detail=None))) if moved and moved.movements else called


@understands("SqlPoolStoredProcedure")
def pool_procedure(activity: Activity, site: Site) -> Flow:
    """The procedure of a dedicated pool of the same workspace; the pool is named beside typeProperties."""
    pool = activity.rest.reference("sqlPool")
    named = pool.name if pool else None
    at = workspace_sql(site.catalog, serverless=False, database=named, scope=site.scope)
    return routine(site, activity.settings.get("storedProcedureName"), at)


def routine(site: Site, name: Value, at: Connection) -> Flow:
    """The routine of that name in the connection's database."""
    text = at.holes.write(template_of(name, site.scope))
    return routine_named(text, at)


def routine_named(name: str | None, at: Connection) -> Flow:
    """The routine of that name, its unknown parts marked, in the connection's database."""
    host, database = database_of(at)
    return _execute(name, database, at, host)


def unnamed(why: Unknown | None) -> Flow:
    """A routine that cannot be named: the activity says why."""
    detail = why.detail if why else "no procedure or pool is named"
    return Flow(reason=why.reason if why else Reason.OPAQUE_CODE, detail=detail)


def _execute(name: str | None, database: str, at: Connection, host: Host | None) -> Flow:
    if not name:
        return unnamed(None)
    if len(name) == 1 and (why := at.holes.first_in(name)):
        return unnamed(why)
    parts = name_parts(name)
    schema = parts[-2] if len(parts) > 1 and parts[-2] else DEFAULT_SCHEMA
    if len(parts) >= _WITH_DATABASE and parts[-3]:
        database = f"{database.rpartition('/')[0]}/{_segment(parts[-3].lower(), at)}"
    key = bounded(at.holes.key(f"{database}/{_segment(schema, at)}/{_segment(parts[-1], at)}()"))
    shown = at.holes.shown(f"{schema}.{parts[-1]}")
    opened = at.holes.first_in(name)
    told: Host | Unknown | None = host if host and host.reason else opened
    node = Routine(key=key, name=shown, reason=told.reason if told else None, detail=told.detail if told else None)
    return Flow(executes=(Ref("Routine", key),), nodes=(node,), reason=Reason.OPAQUE_CODE, detail=shown)


def _segment(text: str, at: Connection) -> str:
    """The text as a segment of a key, what is unknown in it still marked."""
    return at.holes.around(text, segment)


def _dynamic(activity: Activity, site: Site, at: Connection) -> Flow | None:
    """What the statement does that ``sp_executesql`` is given."""
    given = activity.settings.properties("storedProcedureParameters")
    texts = (_argument(value, site, at) for value in given.values())
    text = next((text for text in texts if text), None)
    place = Place(PLACES.get(at.type, at.type), NOTHING, at, site.scope)
    answer = understood(Asked(site, place, text)) if text else None
    return None if answer is None or isinstance(answer, Unknown) else Flow(answer.movements)


def _argument(value: Value, site: Site, at: Connection) -> str | None:
    given = value.get("value") if isinstance(value, Properties) else value
    return None if isinstance(given, Properties | tuple) else at.holes.write(template_of(given, site.scope))
