"""SAP's application servers: tables, operational data (ODP, also SAP CDC in data flows), open hubs.

https://learn.microsoft.com/azure/data-factory/connector-sap-table and connector-sap-change-data-capture
"""

from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.paths import name_segment
from lineage_graph.stores.place import Connection, Located, Place, known_or_unknown, located, no_name, store_at
from lineage_graph.stores.registry import connects, names

_FIRST_SYSTEM: Final = "00"


@names("SapTableResource")
def sap_table(place: Place) -> Located | Unknown:
    """``sap://{host}/{TABLE}``; SAP's names are upper-case."""
    table = place.text("tableName")
    return _located(place, table.upper()) if table else no_name("table")


@names("SapOdpResource")
def operational_data(place: Place) -> Located | Unknown:
    """``sap://{host}/{context}/{object}``: the ODP context (``ABAP_CDS``, ``SAPI``) and the object's name."""
    context, name = place.text("context"), place.text("objectName")
    if not name:
        return no_name("object")
    return _located(place, *(part.upper() for part in (context, name) if part))


@names("SapOpenHubTable")
def open_hub(place: Place) -> Located | Unknown:
    """``sap://{host}/openhub/{destination}``."""
    destination = place.text("openHubDestinationName")
    return _located(place, "openhub", destination.upper()) if destination else no_name("open hub destination")


@connects("SapTable", place="SapTableResource")
@connects("SapOdp", place="SapOdpResource")
@connects("SapOpenHub", place="SapOpenHubTable")
@connects("SapBW")
def sap_system(connection: Connection) -> Store:
    """The server and, unless it is the first there, the system's number; or the message server and the system's id."""
    server, number = connection.text("server"), connection.text("systemNumber")
    if server is None and (server := connection.text("messageServer")):
        number = connection.text("systemId")
    host = f"{server.strip().lower()}:{number.lower()}" if server and number not in (None, _FIRST_SYSTEM) else server
    return store_at("sap", known_or_unknown(host.lower() if host else None, connection, "server"), "SAP")


def _located(place: Place, *parts: str) -> Located:
    store = sap_system(place.connection)
    return located(store, "/".join((store.key, *(name_segment(part) for part in parts))), parts[-1], "Entity")
