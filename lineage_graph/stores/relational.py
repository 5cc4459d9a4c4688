"""Tables of the engines in ``engines``: ``{scheme}://{host}[:port]/{database}[/{schema}]/{table}``."""

from functools import partial
from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Reason, Store
from lineage_graph.stores.address import THIS_MACHINE, Address, address_of
from lineage_graph.stores.connection_string import stated
from lineage_graph.stores.engines import ENGINES, Engine, Level
from lineage_graph.stores.paths import name_segment
from lineage_graph.stores.place import (
    UNKNOWN_PART,
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
from lineage_graph.stores.sql_names import NamePart, bare, split_name

_AZURE: Final = ".postgres.database."
"""In the host of an Azure Database for PostgreSQL, in every cloud."""


def table(engine: Engine, place: Place) -> Located | Unknown:
    """The table, its names folded as the engine folds them; the parts of its own name win over what stands around."""
    named = place.text("table") or place.text("tableName") or place.text("entity")
    if not named:
        return no_name("table")
    beside = any(place.text(field) for level in engine.levels for field in level.fields)
    parts = (bare(named),) if beside or not engine.levels else split_name(named)
    host, address = _host(engine, place.connection)
    above = _above(engine, place, host, address, parts[:-1])
    store = store_at(engine.scheme, host, engine.name)
    folded = (*above, engine.fold(parts[-1]))
    key = "/".join((store.key, *(part if part == UNKNOWN_PART else name_segment(part) for part in folded)))
    name = ".".join((*(part.text for part in parts[-2:-1]), parts[-1].text))
    return located(store, key, name, engine.kind, _aliases(engine, address, folded))


def server(engine: Engine, connection: Connection) -> Store:
    """The server, its port only where it is not the default."""
    return store_at(engine.scheme, _host(engine, connection)[0], engine.name)


def _above(engine: Engine, place: Place, host: Host, address: Address, own: tuple[NamePart, ...]) -> tuple[str, ...]:
    """The names between host and table, from the outside in."""
    found: list[str] = []
    for level, position in zip(engine.levels, range(-len(engine.levels), 0), strict=True):
        part = own[position] if len(own) >= -position and own[position].text else None
        outermost = position == -len(engine.levels)
        value = engine.fold(part) if part else _stated(engine, level, place, host, address if outermost else None)
        if value is not None:
            found.append(value)
    return tuple(found)


def _stated(engine: Engine, level: Level, place: Place, host: Host, address: Address | None) -> str | None:
    """What the dataset, else the linked service says of the level; ``address`` for the outermost one only."""
    if named := next((text for field in level.fields if (text := place.text(field))), None):
        return engine.fold(bare(named))
    given = host.database if address else None
    behind = address.database if address and not level.fields else None
    named = given or stated(place.connection, level.settings) or behind
    if not named:
        return level.default
    below = below_host(host, named.replace("\\", "/"), place.holes)
    return below if below == UNKNOWN_PART else engine.fold(NamePart(below))


def _host(engine: Engine, connection: Connection) -> tuple[Host, Address]:
    text = stated(connection, engine.hosts)
    if text is None:
        return _nameless(engine, connection), Address("")
    address = address_of(text) if engine.ports else Address(text.strip())
    if not address.port and (port := stated(connection, ("port", "service", "tdmstPortNumber"))):
        address = address._replace(port=port.strip())
    if address.host in THIS_MACHINE:
        why = Unknown(Reason.RUNTIME_ONLY, f"{text} is the machine that the integration runtime is on")
        return unknown_host(connection, why, _secret(engine, connection), partial(_spelled, engine)), address
    return known_or_unknown(
        address.authority(*engine.ports), connection, _secret(engine, connection), partial(_spelled, engine)
    ), address


def _nameless(engine: Engine, connection: Connection) -> Host:
    """No host is stated: a data source name of the runtime's machine, a file there, or a masked setting."""
    if local := stated(connection, ("dsn", "dbq")):
        why = Unknown(Reason.RUNTIME_ONLY, f"{local} is known to the runtime's machine only")
        return unknown_host(connection, why, spelled=partial(_spelled, engine))
    return known_or_unknown(None, connection, _secret(engine, connection), partial(_spelled, engine))


def _spelled(engine: Engine, authority: str) -> str:
    return address_of(authority).authority(*engine.ports)


def _secret(engine: Engine, connection: Connection) -> str:
    """The property that should hold the host, and may be a secret."""
    return next((name for name in engine.hosts if name in connection.settings), "connectionString")


def _aliases(engine: Engine, address: Address, parts: tuple[str, ...]) -> tuple[str, ...]:
    """OpenLineage's namespace and name, and Purview's for PostgreSQL: https://openlineage.io/docs/spec/naming.

    Purview names Azure's own PostgreSQL and MySQL as the key does, and any other PostgreSQL by ``servers/…``:
    https://github.com/microsoft/Purview-ADB-Lineage-Solution-Accelerator, the tests of its qualified names.
    """
    dotted = ".".join(parts)
    if engine.scheme == "bigquery":
        return (f"bigquery/{address.host}.{dotted}",)
    if engine.openlineage is None:
        return ()
    authority = f"{address.host}:{address.port or engine.ports[0]}"
    known = f"{engine.openlineage}://{authority}/{dotted}"
    if engine.scheme != "postgresql" or _AZURE in address.host:
        return (known,)
    database, schema, name = parts
    return known, f"postgresql://servers/{authority}/dbs/{database}/schemas/{schema}/tables/{name}"


for _engine in ENGINES:
    names(*_engine.datasets)(partial(table, _engine))
    connects(*_engine.linked_services, place=_engine.datasets[0])(partial(server, _engine))
