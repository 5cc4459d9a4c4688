"""Stored procedures, by which activity ever they are called: the routine is executed, and with it what it does.

Its inside is known where a SQL script of the load makes it in the same database, under a name that no other makes.

https://learn.microsoft.com/azure/data-factory/transform-data-using-stored-procedure
"""

from dataclasses import replace
from typing import Final

from lineage_graph.activities.queries import Answer, Asked, answered, effect_of, understood
from lineage_graph.activities.registry import understands
from lineage_graph.catalog import RoutineBody, connection, workspace_sql
from lineage_graph.expressions import NO_SCOPE, Unknown, template_of
from lineage_graph.keys import bounded, segment
from lineage_graph.model import FeedKind, Reason, Routine
from lineage_graph.records import NOTHING, Activity, Properties, Value
from lineage_graph.site import End, Flow, Movement, Site, shown, together
from lineage_graph.sql import TableName
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
    return routine_named(site, at.holes.write(template_of(name, site.scope)), at)


def routine_named(site: Site, name: str | None, at: Connection, above: frozenset[str] = frozenset()) -> Flow:
    """The routine of that name, its unknown parts marked, in the connection's database, and what it does.

    ``above`` are the keys of the routines that execute it, so that circles end.
    """
    if not name:
        return unnamed(None)
    if len(name) == 1 and (why := at.holes.first_in(name)):
        return unnamed(why)
    host, key = database_of(at)[0], routine_key(name, at)
    body = site.catalog.routines.get(key)
    shown = at.holes.shown(".".join(_own_parts(name)))
    told: Host | Unknown | None = host if host.reason else at.holes.first_in(name)
    reason, detail = (told.reason, told.detail) if told else (None, None)
    origin = str(body.origin) if body else None
    node = Routine(key=key, name=shown, defined_in=origin, reason=reason, detail=detail)
    flow = Flow(executes=(node.ref,), nodes=(node,))
    if body is None:
        return replace(flow, reason=Reason.OPAQUE_CODE, detail=shown)
    return flow if key in above else together((flow, done(site, _answer(site, body), body.at, above | {key})))


def routine_key(name: str, at: Connection) -> str:
    """The key of the routine of that name in the connection's database."""
    parts, (_, database) = name_parts(name), database_of(at)
    if len(parts) >= _WITH_DATABASE and parts[-3]:
        database = f"{database.rpartition('/')[0]}/{_segment(parts[-3].lower(), at)}"
    own = "/".join(_segment(part, at) for part in _own_parts(name))
    return bounded(at.holes.key(f"{database}/{own}()"))


def routine_rows(site: Site, name: Value, at: Connection) -> tuple[tuple[End, FeedKind], ...]:
    """What the queries read whose rows the routine gives back; nothing where its inside is not wholly known."""
    text = at.holes.write(template_of(name, site.scope))
    body = site.catalog.routines.get(routine_key(text, at)) if text else None
    answer = _answer(site, body) if body else Answer()
    return () if answer.unread else answer.reads


def done(site: Site, answer: Answer, at: Connection, above: frozenset[str] = frozenset()) -> Flow:
    """What the answer's statements do as an activity; the rows of its queries are for the pipeline's own use."""
    reads = tuple((end, FeedKind.LOOKUP) for end, _ in answer.reads)
    moved = Flow(answer.movements + ((Movement(reads),) if reads else ()), effect=effect_of(answer))
    unread = Flow(reason=Reason.QUERY_NOT_PARSED, detail=answer.unread) if answer.unread else Flow()
    defined = next((Flow(reason=Reason.OPAQUE_CODE, detail=made_for_others(one)) for one in answer.definitions), Flow())
    routines = (routine_named(site, str(name), at, above) for name in answer.routines)
    return together((moved, unread, *routines, defined))


def made_for_others(name: TableName) -> str:
    """What there is to say of a routine that statements make: it does nothing where it is made."""
    return f"it defines {name}, which others may execute"


def unnamed(why: Unknown | None) -> Flow:
    """A routine that cannot be named: the activity says why."""
    detail = why.detail if why else "no procedure or pool is named"
    return Flow(reason=why.reason if why else Reason.OPAQUE_CODE, detail=detail)


def _answer(site: Site, body: RoutineBody) -> Answer:
    place = Place(PLACES.get(body.at.type, body.at.type), NOTHING, body.at, NO_SCOPE)
    return answered(Asked(site, place, "", body.data_sources), body.statements)


def _own_parts(name: str) -> tuple[str, str]:
    parts = name_parts(name)
    return parts[-2] if len(parts) > 1 and parts[-2] else DEFAULT_SCHEMA, parts[-1]


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
