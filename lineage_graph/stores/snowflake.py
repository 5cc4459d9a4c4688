"""Snowflake: https://learn.microsoft.com/azure/data-factory/connector-snowflake (both generations)."""

import re
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from lineage_graph.expressions import Unknown
from lineage_graph.keys import bounded
from lineage_graph.model import Asset, Store
from lineage_graph.stores.connection_string import host_of
from lineage_graph.stores.place import UNKNOWN_PART, Connection, Located, Place, known_or_unknown
from lineage_graph.stores.registry import connects, names
from lineage_graph.stores.sql_server import table_name

_DOMAIN: Final = ".snowflakecomputing.com"
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")


@names("SnowflakeTable", "SnowflakeV2Table")
def snowflake(place: Place) -> Located | Unknown:
    """``snowflake://{account}/{DATABASE}/{SCHEMA}/{TABLE}``; names are upper-case unless quoted."""
    parts = table_name(place)
    if isinstance(parts, Unknown):
        return parts
    account, database, default_schema = _session(place.connection)
    host = known_or_unknown(account, place.connection)
    if isinstance(database, Unknown) and host.reason is None:
        return database
    schema, table = parts
    if place.text("schema") is None and isinstance(default_schema, str) and default_schema:
        schema = default_schema
    named = database if isinstance(database, str) and database else None
    folded = (_folded(named) if named else UNKNOWN_PART, _folded(schema), _folded(table))
    store = snowflake_account(place.connection)
    key = bounded(f"{store.key}/{'/'.join(folded)}")
    return Located(
        Asset(key=key, name=f"{schema}.{table}", kind="Table", reason=host.reason, detail=host.detail), store
    )


@connects("Snowflake", "SnowflakeV2")
def snowflake_account(connection: Connection) -> Store:
    """The account as a store."""
    host = known_or_unknown(_session(connection)[0], connection)
    return Store(
        key=f"snowflake://{host.name}", name=host.name, type="Snowflake", reason=host.reason, detail=host.detail
    )


Part = str | Unknown | None


def _session(connection: Connection) -> tuple[Part, Part, Part]:
    """Account, database and schema, from the properties of the newer form or the JDBC address of the older one."""
    account = connection.text("accountIdentifier") or connection.text("host")
    if account:
        named = _account(account) if isinstance(account, str) else account
        return named, connection.text("database"), connection.text("schema")
    address = connection.text("connectionString")
    if not isinstance(address, str):
        return address, None, None
    parsed = urlsplit(address.removeprefix("jdbc:"))
    options = {name.lower(): values[-1] for name, values in parse_qs(parsed.query).items()}
    return _account(host_of(address.removeprefix("jdbc:"))), options.get("db"), options.get("schema")


def _account(host: str) -> str:
    return host.strip().lower().removesuffix(_DOMAIN)


def _folded(name: str) -> str:
    """Upper-case unless the name needs quotes: https://docs.snowflake.com/sql-reference/identifiers-syntax."""
    text = unquote(name)
    return text.upper() if _PLAIN.fullmatch(text) else text.strip('"')
