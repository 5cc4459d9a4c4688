"""Snowflake: https://learn.microsoft.com/azure/data-factory/connector-snowflake (both generations)."""

import re
from typing import Final, NamedTuple
from urllib.parse import parse_qs

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.address import host_of, url_of
from lineage_graph.stores.connection_string import first, pairs
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
)
from lineage_graph.stores.registry import connects, names
from lineage_graph.stores.sql_names import bare, split_name

_DOMAIN: Final = ".snowflakecomputing.com"
_CHINA: Final = ".snowflakecomputing.cn"
_DEFAULT_SCHEMA: Final = "PUBLIC"
_WITH_DATABASE: Final = 3
_PLAIN: Final = re.compile("[A-Za-z_\ue000-\uf8ff][A-Za-z0-9_$\ue000-\uf8ff]*")


@names("SnowflakeTable", "SnowflakeV2Table")
def snowflake(place: Place) -> Located | Unknown:
    """``snowflake://{account}/{DATABASE}/{SCHEMA}/{TABLE}``; names are upper-case unless quoted."""
    parts = _name(place)
    if isinstance(parts, Unknown):
        return parts
    session = _session(place.connection)
    host = _host(place.connection, session)
    store = store_at("snowflake", host, "Snowflake")
    database = parts[-3] if len(parts) > _WITH_DATABASE - 1 else host.database or session.database
    schema = parts[-2] if len(parts) > 1 and parts[-2] else session.schema or _DEFAULT_SCHEMA
    within = below_host(host, name_segment(folded(database)) if database else None, place.holes)
    inside = (within, *(name_segment(folded(one)) for one in (schema, parts[-1])))
    key = f"{store.key}/{'/'.join(inside)}"
    name = ".".join(bare(one).text for one in (schema, parts[-1]))
    return located(store, key, name, "Table", _aliases(store, place.connection, inside))


def _aliases(store: Store, connection: Connection, parts: tuple[str, ...]) -> tuple[str, ...]:
    """OpenLineage's name, and Purview's: the account's host, and each level below it.

    Microsoft documents what a scan finds (https://learn.microsoft.com/purview/register-scan-snowflake) and not its
    names: they are those that public tools read from Purview's catalogue.
    """
    stated = "".join(connection.text(name) or "" for name in ("accountIdentifier", "host", "connectionString"))
    suffix = _CHINA if _CHINA in stated.lower() else _DOMAIN
    database, schema, table = parts
    scanned = f"snowflake://{store.name}{suffix}/databases/{database}/schemas/{schema}/tables/{table}"
    return f"{store.key}/{'.'.join(parts)}", scanned


@connects("Snowflake", place="SnowflakeTable")
@connects("SnowflakeV2", place="SnowflakeV2Table")
def snowflake_account(connection: Connection) -> Store:
    """The account as a store."""
    return store_at("snowflake", _host(connection, _session(connection)), "Snowflake")


class Session(NamedTuple):
    """Account, database and schema as the linked service states them."""

    account: str | None = None
    database: str | None = None
    schema: str | None = None


def _host(connection: Connection, session: Session) -> Host:
    setting = "accountIdentifier" if "accountIdentifier" in connection.settings else "connectionString"
    return known_or_unknown(session.account, connection, setting, _account)


def _name(place: Place) -> tuple[str, ...] | Unknown:
    """The parts of the name as written, quotes and all: they decide the case."""
    table, schema = place.text("table"), place.text("schema")
    if table and schema:
        return schema, table
    named = table or place.text("tableName")
    if not named:
        return no_name("table")
    return tuple(f'"{part.text}"' if part.quoted else part.text for part in split_name(named))


def _session(connection: Connection) -> Session:
    """From the properties of the newer form, or the JDBC address or the parts of the older one's connection string."""
    account = connection.text("accountIdentifier") or connection.text("host")
    if account:
        return Session(_account(account), connection.text("database"), connection.text("schema"))
    address = connection.text("connectionString")
    if not address:
        return Session()
    if "://" not in address:
        parts = pairs(connection)
        stated = first(parts, "account", "host", "server")
        return Session(_account(stated) if stated else None, first(parts, "db", "database"), parts.get("schema"))
    options = {name.lower(): values[-1] for name, values in parse_qs(url_of(address).query).items()}
    database, schema = connection.text("database"), connection.text("schema")
    return Session(_account(host_of(address)), options.get("db") or database, options.get("schema") or schema)


def _account(host: str) -> str:
    return host_of(host).removesuffix(_DOMAIN).removesuffix(_CHINA)


def folded(name: str) -> str:
    """Upper-case unless the name needs quotes: https://docs.snowflake.com/sql-reference/identifiers-syntax."""
    return name.upper() if _PLAIN.fullmatch(name) else name.strip('"') or name
