"""SQL Server in all its forms: on premises, Azure SQL, managed instances, Synapse pools, Fabric warehouses.

Two generations of linked services: ``connectionString``, and ``server`` with ``database``:
https://learn.microsoft.com/azure/data-factory/connector-azure-sql-database#linked-service-properties
"""

import re
from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Reason, Store
from lineage_graph.stores.connection_string import pairs, setting
from lineage_graph.stores.paths import encoded
from lineage_graph.stores.place import (
    Connection,
    Host,
    Located,
    Place,
    below_host,
    known_or_unknown,
    located,
    no_name,
    unknown_host,
)
from lineage_graph.stores.registry import connects, names

DEFAULT_SCHEMA: Final = "dbo"
_DEFAULT_PORT: Final = "1433"
_NAME_PART: Final = re.compile(r"\s*(?:\[((?:[^\]]|\]\])*)\]|\"([^\"]*)\"|([^.\[\]\"]*))\s*(?:\.|$)")
_THIS_MACHINE: Final = frozenset({".", "(local)", "localhost", "127.0.0.1", "::1"})
_HOSTS: Final = ("datasource", "server", "addr", "address", "networkaddress")


@names("AzureSqlTable", "AzureSqlDWTable", "AzureSqlMITable", "SqlServerTable", "AmazonRdsForSqlServerTable")
def sql_server(place: Place) -> Located | Unknown:
    """``mssql://{host}/{database}/{schema}/{table}``, all lower-case."""
    parts = table_name(place)
    if isinstance(parts, Unknown):
        return parts
    schema, table = parts
    _, database = database_of(place.connection)
    key = f"{database}/{encoded((schema,))}/{encoded((table,))}".lower()
    return located(server(place.connection), key, f"{schema}.{table}", "Table")


@connects("AzureSqlDatabase", "AzureSqlDW", "AzureSqlMI", "SqlServer", "AmazonRdsForSqlServer")
def server(connection: Connection) -> Store:
    """The server as a store."""
    host = server_of(connection)
    return Store(key=f"mssql://{host.name}", name=host.name, type="SQL Server", reason=host.reason, detail=host.detail)


def database_of(connection: Connection) -> tuple[Host, str]:
    """The host, and the key of a database: ``mssql://{host}/{database}``."""
    host = server_of(connection)
    named = host.database or setting(connection, "database", pairs(connection), "initialcatalog", "database")
    database = below_host(host, encoded((named.lower(),)) if named else None, connection.holes)
    return host, f"mssql://{host.name}/{database}"


def server_of(connection: Connection) -> Host:
    """The server without ``tcp:`` and the default port, lower-case; a runtime's own machine is no known host."""
    parts = pairs(connection)
    named = setting(connection, "server", parts, *_HOSTS)
    if not named or connection.holes.first_in(named):
        return known_or_unknown(named, connection)
    host, _, port = named.strip().lower().removeprefix("tcp:").partition(",")
    host = host.strip()
    if host.partition("\\")[0] in _THIS_MACHINE:
        why = Unknown(Reason.RUNTIME_ONLY, f"{named} is the machine that the integration runtime is on")
        return unknown_host(connection, why)
    port = port.strip()
    return Host(f"{host}:{port}" if port and port != _DEFAULT_PORT else host)


def table_name(place: Place) -> tuple[str, str] | Unknown:
    """Schema and table, from ``schema`` and ``table`` or from the older ``tableName``."""
    table, schema = place.text("table"), place.text("schema")
    if table is None:
        table, schema = place.text("tableName"), None
    if not table:
        return no_name("table")
    if schema:
        return _bare(schema), _bare(table)
    parts = name_parts(table)
    return (parts[-2] if len(parts) > 1 and parts[-2] else DEFAULT_SCHEMA), parts[-1]


def name_parts(name: str) -> tuple[str, ...]:
    """``[sales db].dbo.[my.table]`` as its parts, brackets and quotes taken off."""
    found: list[str] = []
    position = 0
    while position < len(name):
        match = _NAME_PART.match(name, position)
        if match is None or match.end() == position:
            return (name,)
        bracketed, quoted, plain = match.groups()
        found.append(next((part for part in (bracketed, quoted, plain) if part is not None), "").strip())
        position = match.end()
    return tuple(part.replace("]]", "]") for part in found) or (name,)


def _bare(name: str) -> str:
    return name_parts(name)[0] if name.startswith(("[", '"')) else name
