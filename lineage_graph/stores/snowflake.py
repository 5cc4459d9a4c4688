"""Snowflake: https://learn.microsoft.com/azure/data-factory/connector-snowflake (both generations)."""

import re
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.connection_string import host_of
from lineage_graph.stores.place import Connection, Located, Place, below_host, known_or_unknown, located
from lineage_graph.stores.registry import connects, names
from lineage_graph.stores.sql_server import table_name

_DOMAIN: Final = ".snowflakecomputing.com"
_PLAIN: Final = re.compile("[A-Za-z_\ue000-\uf8ff][A-Za-z0-9_$\ue000-\uf8ff]*")


@names("SnowflakeTable", "SnowflakeV2Table")
def snowflake(place: Place) -> Located | Unknown:
    """``snowflake://{account}/{DATABASE}/{SCHEMA}/{TABLE}``; names are upper-case unless quoted."""
    parts = table_name(place)
    if isinstance(parts, Unknown):
        return parts
    account, database, default_schema = _session(place.connection)
    host = known_or_unknown(account, place.connection)
    schema, table = parts
    if place.text("schema") is None and default_schema:
        schema = default_schema
    folded = below_host(host, _folded(database) if database else None, place.holes), _folded(schema), _folded(table)
    store = snowflake_account(place.connection)
    return located(store, f"{store.key}/{'/'.join(folded)}", f"{schema}.{table}", "Table")


@connects("Snowflake", "SnowflakeV2")
def snowflake_account(connection: Connection) -> Store:
    """The account as a store."""
    host = known_or_unknown(_session(connection)[0], connection)
    return Store(
        key=f"snowflake://{host.name}", name=host.name, type="Snowflake", reason=host.reason, detail=host.detail
    )


Part = str | None


def _session(connection: Connection) -> tuple[Part, Part, Part]:
    """Account, database and schema, from the properties of the newer form or the JDBC address of the older one."""
    account = connection.text("accountIdentifier") or connection.text("host")
    if account:
        return _account(account), connection.text("database"), connection.text("schema")
    address = connection.text("connectionString")
    if not address:
        return None, None, None
    parsed = urlsplit(address.removeprefix("jdbc:"))
    options = {name.lower(): values[-1] for name, values in parse_qs(parsed.query).items()}
    return _account(host_of(address.removeprefix("jdbc:"))), options.get("db"), options.get("schema")


def _account(host: str) -> str:
    return host.strip().lower().removesuffix(_DOMAIN)


def _folded(name: str) -> str:
    """Upper-case unless the name needs quotes: https://docs.snowflake.com/sql-reference/identifiers-syntax."""
    text = unquote(name)
    return text.upper() if _PLAIN.fullmatch(text) else text.strip('"')
