"""SQL scripts of a Synapse workspace: what one moves in the pool and database that it is connected to.

A script is run by hand, so that each performs its own processes. Names below an external data source are resolved when
a script of the workspace creates it.
https://learn.microsoft.com/azure/synapse-analytics/sql/author-sql-script
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from lineage_graph.activities.queries import Answer, Asked, understood
from lineage_graph.activities.routine import done, made_for_others, routine_key, routine_named
from lineage_graph.catalog import Catalog, RoutineBody, workspace_sql
from lineage_graph.expressions import Unknown
from lineage_graph.model import Reason
from lineage_graph.records import NOTHING, SqlScript
from lineage_graph.site import LONGEST_DETAIL, Flow, Site
from lineage_graph.sql import INNER_HOLE, Dialect, Statement, Statements, tables_of
from lineage_graph.stores.place import Connection, Place
from lineage_graph.stores.registry import PLACES

_LINKED: Final = "AzureSqlDW"
_SERVERLESS: Final = "built-in"
_DATA_SOURCE: Final = "data source"
_PROCEDURE: Final = "proc"


def script_flow(site: Site, script: SqlScript, data_sources: Mapping[str, str]) -> Flow:
    """What the script moves and reads; its reason tells of what in it cannot be followed."""
    at = _pool(site.catalog, script)
    text = at.holes.write(script.query) or ""
    if not text.strip():
        return Flow()
    known = {**data_sources, **_created(script)}
    answer = understood(Asked(site, Place(PLACES[_LINKED], NOTHING, at, site.scope), text, known))
    if isinstance(answer, Unknown):
        return Flow(reason=answer.reason, detail=answer.detail[:LONGEST_DETAIL])
    why = _not_followed(site, answer, at)
    flow = replace(done(site, answer, at), reason=why.reason if why else None)
    return replace(flow, detail=why.detail if why else None)


def data_sources_of(scripts: Iterable[SqlScript]) -> Mapping[str, str]:
    """The location of every external data source, by lower-case name, that the scripts do not disagree on."""
    locations: dict[str, set[str]] = defaultdict(set)
    for script in scripts:
        for name, location in _created(script).items():
            locations[name].add(location)
    return {name: found.pop() for name, found in locations.items() if len(found) == 1}


def _created(script: SqlScript) -> Mapping[str, str]:
    if _DATA_SOURCE not in " ".join(script.query.lower().split()):
        return {}
    found = tables_of(script.query, Dialect.TSQL)
    sources = found.data_sources if isinstance(found, Statements) else ()
    return {source.name.lower(): source.location for source in sources}


def _not_followed(site: Site, answer: Answer, at: Connection) -> Unknown | None:
    if answer.unread:
        return Unknown(Reason.QUERY_NOT_PARSED, answer.unread)
    for name in answer.routines:
        if (flow := routine_named(site, str(name), at)).reason:
            return Unknown(flow.reason, f"it executes {name}")
    if answer.definitions:
        return Unknown(Reason.OPAQUE_CODE, made_for_others(answer.definitions[0]))
    return None


def with_routines(held: Catalog) -> Catalog:
    """The service's objects with what its scripts say that routines do; one that they do not agree on stays unknown."""
    sources = data_sources_of(held.sql_scripts.values())
    found: dict[str, list[RoutineBody]] = defaultdict(list)
    for script in held.sql_scripts.values():
        for key, body in _bodies(held, script, sources):
            found[key].append(body)
    agreed = {key: bodies[0] for key, bodies in sorted(found.items()) if len(set(map(_says, bodies))) == 1}
    return replace(held, routines=agreed)


def _bodies(held: Catalog, script: SqlScript, sources: Mapping[str, str]) -> Iterator[tuple[str, RoutineBody]]:
    if _PROCEDURE not in script.query.lower():
        return
    at = _pool(held, script)
    made = tables_of(at.holes.write(script.query) or "", Dialect.TSQL)
    for one in made.definitions if isinstance(made, Statements) else ():
        if isinstance(one.body, Statements) and INNER_HOLE not in str(one.name):
            body = RoutineBody(at, one.body, {**sources, **_created(script)}, script.origin)
            yield routine_key(str(one.name), at), body


def _says(body: RoutineBody) -> tuple[tuple[Statement, ...], bool]:
    """What tells one body from another, wherever its lines stand."""
    return tuple(replace(one, line=1) for one in body.statements), bool(body.statements.unread)


def _pool(held: Catalog, script: SqlScript) -> Connection:
    """The serverless pool, or the dedicated one: its database has the pool's name."""
    if not script.pool:
        why = "the script names no pool"
        name = f"sqlscripts/{script.name}"
        return Connection(held.key, name, _LINKED, missing=Reason.RUNTIME_ONLY, missing_detail=why, hosts=held.hosts)
    serverless = script.pool.lower() == _SERVERLESS
    database = script.database or (None if serverless else script.pool)
    return workspace_sql(held, serverless=serverless, database=database)
