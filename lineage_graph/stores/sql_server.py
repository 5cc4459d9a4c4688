"""SQL Server in all its forms: on premises, Azure SQL, managed instances, Synapse pools, Fabric warehouses.

Two generations of linked services: ``connectionString``, and ``server`` with ``database``:
https://learn.microsoft.com/azure/data-factory/connector-azure-sql-database#linked-service-properties
"""

import re
from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Reason, Store
from lineage_graph.stores.address import THIS_MACHINE
from lineage_graph.stores.connection_string import pairs, setting
from lineage_graph.stores.paths import name_segment
from lineage_graph.stores.place import (
    Connection,
    Host,
    Located,
    Place,
    below_host,
    known_or_unknown,
    located,
    no_name,
    store_at,
    unknown_host,
)
from lineage_graph.stores.registry import connects, names
from lineage_graph.stores.sql_names import bare, split_name

DEFAULT_SCHEMA: Final = "dbo"
_LINKED: Final = {
    "AzureSqlDatabase": "AzureSqlTable",
    "AzureSqlDW": "AzureSqlDWTable",
    "AzureSqlMI": "AzureSqlMITable",
    "SqlServer": "SqlServerTable",
    "AmazonRdsForSqlServer": "AmazonRdsForSqlServerTable",
    "Warehouse": "WarehouseTable",
}
"""The dataset type of each type of linked service."""
_DEFAULT_PORT: Final = "1433"
_PORT: Final = re.compile(r":\d+$")
_PUBLIC_PORT: Final = "3342"
_WITH_DATABASE: Final = 3
_HOSTS: Final = ("datasource", "server", "addr", "address", "networkaddress")


@names(*_LINKED.values())
def sql_server(place: Place) -> Located | Unknown:
    """``mssql://{host}/{database}/{schema}/{table}``, all lower-case."""
    parts = full_name(place)
    if isinstance(parts, Unknown):
        return parts
    schema, table = parts[-2] or DEFAULT_SCHEMA, parts[-1]
    host, database = database_of(place.connection)
    if len(parts) > _WITH_DATABASE and parts[-4]:
        host = Host(parts[-4].lower())
    if len(parts) >= _WITH_DATABASE and parts[-3]:
        database = f"mssql://{host.name}/{below_host(host, name_segment(parts[-3].lower()), place.holes)}"
    key = f"{database}/{name_segment(schema.lower())}/{name_segment(table.lower())}"
    return located(_store(host), key, f"{schema}.{table}", "Table", _aliases(database, schema, table))


def server(connection: Connection) -> Store:
    """The server as a store."""
    return _store(server_of(connection))


for _linked, _dataset in _LINKED.items():
    connects(_linked, place=_dataset)(server)


def database_of(connection: Connection) -> tuple[Host, str]:
    """The host, and the key of a database: ``mssql://{host}/{database}``."""
    host = server_of(connection)
    named = host.database or setting(connection, "database", pairs(connection), "initialcatalog", "database")
    named = named or connection.text("artifactId")
    database = below_host(host, name_segment(named.lower()) if named else None, connection.holes)
    return host, f"mssql://{host.name}/{database}"


def server_of(connection: Connection) -> Host:
    """The server without ``tcp:`` and the default port, lower-case; a runtime's own machine is no known host."""
    parts = pairs(connection)
    named = setting(connection, "server", parts, *_HOSTS) or connection.text("endpoint")
    if not named or connection.holes.first_in(named):
        return known_or_unknown(named, connection, spelled=_spelled)
    host, _ = _address(named)
    if host.partition("\\")[0] in THIS_MACHINE:
        why = Unknown(Reason.RUNTIME_ONLY, f"{named} is the machine that the integration runtime is on")
        return unknown_host(connection, why, spelled=_spelled)
    return known_or_unknown(_spelled(named), connection)


def _spelled(named: str) -> str:
    host, port = _address(named)
    return f"{host}:{port}" if port and port != _DEFAULT_PORT else host.removesuffix(f":{_DEFAULT_PORT}")


def _address(named: str) -> tuple[str, str]:
    """Host and port; the public endpoint of a managed instance is the instance.

    https://learn.microsoft.com/azure/azure-sql/managed-instance/public-endpoint-overview
    """
    text = named.strip().lower().removeprefix("tcp:").removeprefix("https://").rstrip("/")
    host, _, port = (part.strip() for part in text.partition(","))
    host = host.replace(".privatelink.", ".", 1)
    if port == _PUBLIC_PORT and ".public." in host:
        return host.replace(".public.", ".", 1), ""
    return host, port


def table_name(place: Place) -> tuple[str, str] | Unknown:
    """Schema and table, from ``schema`` and ``table`` or from the older ``tableName``."""
    parts = full_name(place)
    return parts if isinstance(parts, Unknown) else (parts[-2] or DEFAULT_SCHEMA, parts[-1])


def full_name(place: Place) -> tuple[str, ...] | Unknown:
    """The table's name in its parts, schema and table last; the schema is empty where nothing names one."""
    table, schema = place.text("table"), place.text("schema")
    if table is None:
        table, schema = place.text("tableName"), None
    if not table:
        return no_name("table")
    if schema:
        return bare(schema).text, bare(table).text
    parts = name_parts(table)
    return parts if len(parts) > 1 else ("", *parts)


def name_parts(name: str) -> tuple[str, ...]:
    """``[sales db].dbo.[my.table]`` as its parts, brackets and quotes taken off."""
    return tuple(part.text for part in split_name(name))


def _store(host: Host) -> Store:
    return store_at("mssql", host, "SQL Server")


def _aliases(database: str, schema: str, table: str) -> tuple[str, ...]:
    """Purview's name, in the spelling of the definition, and OpenLineage's: https://openlineage.io/docs/spec/naming."""
    host, _, name = database.removeprefix("mssql://").rpartition("/")
    address = host if _PORT.search(host) else f"{host}:{_DEFAULT_PORT}"
    if host.endswith(".sql.azuresynapse.net"):
        return f"{database}/{schema}/{table}", f"sqlserver://{address}/{schema}.{table}"
    return f"{database}/{schema}/{table}", f"mssql://{address}/{name}.{schema}.{table}"
