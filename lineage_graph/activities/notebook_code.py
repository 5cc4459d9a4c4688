"""What the cells of a notebook move, with the parameters that the activity gives it.

Every place that the code reads may reach every place that it writes: that is less than certain, and says so.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from lineage_graph.activities.notebook_runs import Expanded, expanded, notebook_at
from lineage_graph.activities.queries import Asked, query_inputs
from lineage_graph.catalog import connection, mention, workspace_sql
from lineage_graph.expressions import Template, Unknown, parts_of, template, template_of
from lineage_graph.holes import Holes
from lineage_graph.model import FeedKind, Reason
from lineage_graph.notebooks import FIRST_HOLE, Access, Accesses, Hole, Run, reads_and_writes
from lineage_graph.records import NOTHING, Cell, Notebook, Properties, Reference
from lineage_graph.site import End, Flow, Movement, Site, located_end, place_end, placeholder, together
from lineage_graph.stores import finished
from lineage_graph.stores.addresses import at_address
from lineage_graph.stores.lake_database import LAKE_DATABASE
from lineage_graph.stores.mounts import Mounts
from lineage_graph.stores.place import Connection, Place

_REMEMBERED_NOTEBOOKS: Final = 256
_DEFAULT_DATABASE: Final = "default"
_TABLES: Final = {
    "AzureSqlDW": "AzureSqlDWTable",
    "AzureSqlDatabase": "AzureSqlTable",
    "SnowflakeV2": "SnowflakeV2Table",
    "CosmosDb": "CosmosDbSqlApiCollection",
}
"""The datasets by which what a notebook names behind such a connection is named."""

_SQL_SERVER: Final = re.compile(
    r"jdbc:sqlserver://(?P<host>[^:;]+)[^;]*;(?:.*;)?database(?:name)?=(?P<database>[^;]+)", re.I
)

Text = str | Template | Unknown


@dataclass(frozen=True, slots=True)
class _Code:
    """A notebook's accesses as one activity runs them."""

    site: Site
    values: Mapping[str, Text]
    """What stands for each hole of the accesses, by its character."""
    mounts: Mounts
    places: tuple[str, ...]
    """Where each cell stands, for a message."""

    def text(self, name: str) -> Text:
        """The name with the values in the place of its holes."""
        pieces = (self.values.get(character, character) for character in name)
        return template(part for piece in pieces for part in parts_of(piece))


def notebook_flow(site: Site, notebook: Notebook, arguments: Properties) -> Flow:
    """What the notebook moves, and the other notebooks that it runs, with what those move that get no arguments."""
    flow, running = _alone(site, notebook, arguments)
    flows, entered = [flow], {notebook.name.lower()}
    while running:
        run = running.pop(0)
        name = notebook_at(run.name)
        other = site.catalog.notebooks.get(name.lower())
        flows.append(_executed(site, name))
        if other is None or run.given or name.lower() in entered:
            continue
        entered.add(name.lower())
        flow, further = _alone(site, other, NOTHING)
        flows.append(flow)
        running.extend(further)
    return together(flows)


def _executed(site: Site, name: str) -> Flow:
    ref, missing = mention(site.catalog, "notebooks", name)
    return Flow(executes=(ref,), nodes=(missing,) if missing else ())


def _alone(site: Site, notebook: Notebook, arguments: Properties) -> tuple[Flow, list[Run]]:
    """What the notebook does in its own session, and what it runs in others."""
    whole = expanded(site.catalog, notebook)
    accesses = _accesses(whole.cells, notebook.language)
    taken_in = together(_executed(site, name) for name in whole.run)
    movements = tuple(_movements(site, notebook, arguments, (whole, accesses)))
    return replace(taken_in, movements=movements), list(accesses.runs)


def _movements(
    site: Site, notebook: Notebook, arguments: Properties, read: tuple[Expanded, Accesses]
) -> Iterator[Movement]:
    """One movement per place that is written, from all that is read; one without output where nothing is written."""
    whole, accesses = read
    values = {chr(FIRST_HOLE + n): _value(site, hole, arguments) for n, hole in enumerate(accesses.holes)}
    own = {f"dbfs:/{point.strip('/')}": source for point, source in accesses.mounts}
    code = _Code(site, values, Mounts({**own, **site.catalog.hosts}), whole.places)
    inputs = tuple((end, FeedKind.DATA) for access in accesses if not access.writes for end in _ends(code, access))
    outputs = tuple(end for access in accesses if access.writes for end in _ends(code, access))
    uncertain = Unknown(Reason.OPAQUE_CODE, f"read from the cells of {notebook.name}")
    if not outputs and inputs:
        yield Movement(inputs, uncertain=uncertain)
    yield from (Movement(inputs, output, uncertain=uncertain) for output in outputs)


@lru_cache(maxsize=_REMEMBERED_NOTEBOOKS)
def _accesses(cells: tuple[Cell, ...], language: str | None) -> Accesses:
    return reads_and_writes(cells, language)


def _value(site: Site, hole: Hole, arguments: Properties) -> Text:
    """What the activity gives, else what the parameters cell says; anything else is known to a run only."""
    given = (
        {name.lower(): value for name, value in arguments.items()}.get(hole.name.lower()) if hole.parameter else None
    )
    value = given.get("value") if isinstance(given, Properties) else given
    if value is not None and not isinstance(value, Properties | tuple):
        return template_of(value, site.scope) or ""
    if hole.default is not None:
        return hole.default
    return Unknown(Reason.RUNTIME_ONLY, hole.name, hole.mark)


def _ends(code: _Code, access: Access) -> Iterator[End]:
    at = _connection(code.site, access)
    if access.kind == "path":
        yield _path(code, access)
    elif access.kind == "table":
        yield _table(code, access)
    elif at is None:
        yield _unnamed(code, access)
    elif access.kind == "query":
        asked = Asked(code.site, Place(_TABLES[at.type], NOTHING, at, code.site.scope), _written(at, code, access.name))
        yield from (end for end, _ in query_inputs(asked, _role(code, access)))
    else:
        field = "collectionName" if access.kind == "container" else "tableName"
        written = {field: _written(at, code, access.name)}
        yield place_end(
            code.site, Place(_TABLES[at.type], NOTHING, at, code.site.scope, written=written), _role(code, access)
        )


def _connection(site: Site, access: Access) -> Connection | None:
    """What stands behind the access; None where the code does not tell."""
    if access.format == "synapsesql":
        return workspace_sql(site.catalog, serverless=False)
    if access.format == "snowflake" and access.connection:
        settings = Properties({"accountIdentifier": access.connection})
        return Connection(site.catalog.key, "notebook", "SnowflakeV2", settings)
    if found := _SQL_SERVER.match(access.connection or ""):
        settings = Properties({"server": found["host"], "database": found["database"]})
        return Connection(site.catalog.key, "notebook", "AzureSqlDatabase", settings)
    if access.kind == "container" and access.connection:
        at = connection(site.catalog, Reference("LinkedServiceReference", access.connection), site.scope)
        return at if at.type in _TABLES else None
    return None


def _path(code: _Code, access: Access) -> End:
    holes = Holes()
    text = holes.write(code.text(access.name)) or ""
    found = at_address(text) or code.mounts.located(text)
    return located_end(finished(found, holes)) if found else _unnamed(code, access)


def _table(code: _Code, access: Access) -> End:
    """A table of Spark's own catalog: the serverless pool shows it in the lake database of the same name."""
    at = workspace_sql(code.site.catalog, serverless=True)
    *above, table = _written(at, code, access.name).replace("`", "").split(".")
    written = {"database": above[-1] if above else _DEFAULT_DATABASE, "table": table}
    return place_end(
        code.site, Place(LAKE_DATABASE, NOTHING, at, code.site.scope, written=written), _role(code, access)
    )


def _role(code: _Code, access: Access) -> str:
    return f"{'write' if access.writes else 'read'} in cell {code.places[access.cell]}"


def _written(at: Connection, code: _Code, name: str) -> str:
    return at.holes.write(code.text(name)) or ""


def _unnamed(code: _Code, access: Access) -> End:
    shown = "".join(part if isinstance(part, str) else part.detail for part in parts_of(code.text(access.name)))
    return placeholder(code.site, _role(code, access), Unknown(Reason.OPAQUE_CODE, f"{access.kind} {shown}"))
