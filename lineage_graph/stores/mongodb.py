"""MongoDB and Cosmos DB for MongoDB.

Address forms: https://www.mongodb.com/docs/manual/reference/connection-string/
"""

from typing import Final
from urllib.parse import unquote

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.address import url_of
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

_OLDER_COSMOS: Final = ".documents.azure.com:10255"
_COSMOS: Final = ".mongo.cosmos.azure.com"
_DEFAULT_PORTS: Final = (":27017", ":10255")


@names("CosmosDbMongoDbApiCollection", "MongoDbV2Collection", "MongoDbAtlasCollection", "MongoDbCollection")
def mongodb(place: Place) -> Located | Unknown:
    """``mongodb://{host}/{database}/{collection}``, the host lower-case and without its default port."""
    collection = place.text("collection") or place.text("collectionName")
    if not collection:
        return no_name("collection")
    address, host = _address(place.connection), _host(place.connection)
    named = (
        place.connection.text("database")
        or place.connection.text("databaseName")
        or host.database
        or (_database(address) if address else None)
    )
    database = below_host(host, name_segment(named) if named else None, place.holes)
    store = mongodb_server(place.connection)
    return located(store, f"{store.key}/{database}/{name_segment(collection)}", collection, "Collection")


@connects("CosmosDbMongoDbApi", "MongoDbV2", "MongoDbAtlas", "MongoDb", place="MongoDbV2Collection")
def mongodb_server(connection: Connection) -> Store:
    """The server or replica set as a store."""
    return store_at("mongodb", _host(connection), "MongoDB")


def _host(connection: Connection) -> Host:
    address = _address(connection)
    setting = "connectionString" if "connectionString" in connection.settings else "server"
    return known_or_unknown(_hosts(address) if address else None, connection, setting, _hosts)


def _address(connection: Connection) -> str | None:
    address = connection.text("connectionString")
    if address:
        return address
    server, port = connection.text("server"), connection.text("port")
    return f"mongodb://{server}:{port}" if server and port else server


def _hosts(address: str) -> str:
    """Members of a replica set in alphabetical order, so that their order in the address does not matter."""
    authority = url_of(address).authority.replace(_OLDER_COSMOS, _COSMOS)
    return ",".join(sorted(_without_port(host) for host in authority.split(",")))


def _without_port(host: str) -> str:
    for port in _DEFAULT_PORTS:
        host = host.removesuffix(port)
    return host


def _database(address: str) -> str | None:
    return unquote(url_of(address).path.strip("/")) or None
