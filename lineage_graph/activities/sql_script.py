"""SQL scripts of a Synapse workspace: what one moves in the pool and database that it is connected to.

A script is run by hand, so that each performs its own processes. Names below an external data source are resolved when
a script of the workspace creates it.
https://learn.microsoft.com/azure/synapse-analytics/sql/author-sql-script
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from lineage_graph.activities.queries import Answer, Asked, effect_of, understood
from lineage_graph.catalog import workspace_sql
from lineage_graph.expressions import Unknown
from lineage_graph.model import FeedKind, Reason
from lineage_graph.records import NOTHING, SqlScript
from lineage_graph.site import LONGEST_DETAIL, Flow, Movement, Site
from lineage_graph.sql import Dialect, Statements, tables_of
from lineage_graph.stores.place import Connection, Place
from lineage_graph.stores.registry import PLACES

_LINKED: Final = "AzureSqlDW"
_SERVERLESS: Final = "built-in"
_DATA_SOURCE: Final = "data source"


def script_flow(site: Site, script: SqlScript, data_sources: Mapping[str, str]) -> Flow:
    """What the script moves and reads; its reason tells of what in it cannot be followed."""
    at = _pool(site, script)
    text = at.holes.write(script.query) or ""
    if not text.strip():
        return Flow()
    known = {**data_sources, **_created(script)}
    answer = understood(Asked(site, Place(PLACES[_LINKED], NOTHING, at, site.scope), text, known))
    if isinstance(answer, Unknown):
        return Flow(reason=answer.reason, detail=answer.detail[:LONGEST_DETAIL])
    reads = tuple((end, FeedKind.LOOKUP) for end, _ in answer.reads)
    why = _not_followed(answer)
    return Flow(
        answer.movements + ((Movement(reads),) if reads else ()),
        effect=effect_of(answer),
        reason=why.reason if why else None,
        detail=why.detail if why else None,
    )


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


def _not_followed(answer: Answer) -> Unknown | None:
    if answer.unread:
        return Unknown(Reason.QUERY_NOT_PARSED, answer.unread)
    if answer.routines:
        return Unknown(Reason.OPAQUE_CODE, f"it executes {answer.routines[0]}")
    if answer.definitions:
        return Unknown(Reason.OPAQUE_CODE, f"it defines {answer.definitions[0]}, which others may execute")
    return None


def _pool(site: Site, script: SqlScript) -> Connection:
    """The serverless pool, or the dedicated one: its database has the pool's name."""
    held = site.catalog
    if not script.pool:
        why = "the script names no pool"
        name = f"sqlscripts/{script.name}"
        return Connection(held.key, name, _LINKED, missing=Reason.RUNTIME_ONLY, missing_detail=why, hosts=held.hosts)
    serverless = script.pool.lower() == _SERVERLESS
    database = script.database or (None if serverless else script.pool)
    return workspace_sql(held, serverless=serverless, database=database)
