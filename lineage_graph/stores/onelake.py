"""Fabric lakehouses: files and tables in OneLake, as its Data Lake address names them.

https://learn.microsoft.com/azure/data-factory/connector-microsoft-fabric-lakehouse
"""

from dataclasses import replace

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.azure_storage import ONELAKE
from lineage_graph.stores.paths import files, name_segment
from lineage_graph.stores.place import (
    UNKNOWN_PART,
    Connection,
    Host,
    Located,
    Place,
    known_or_unknown,
    located,
    no_name,
    store_at,
)
from lineage_graph.stores.registry import connects, names
from lineage_graph.stores.sql_names import bare, split_name


@names("LakeHouseLocation")
def lakehouse_files(place: Place) -> Located | Unknown:
    """``abfss://{workspace}@onelake.dfs.fabric.microsoft.com/{item}/Files/{path}``."""
    path = files(place)
    return _located(place, ("Files", *path), "/".join(path) or "Files", "Path")


@names("LakehouseTable")
def lakehouse_table(place: Place) -> Located | Unknown:
    """The folder of the table: ``…/{item}/Tables/{schema}/{table}``, the schema where the lakehouse has schemas."""
    table, schema = place.text("table") or place.text("tableName"), place.text("schema")
    if not table:
        return no_name("table")
    parts = (schema, bare(table).text) if schema else tuple(part.text for part in split_name(table)[-2:])
    return _located(place, ("Tables", *parts), ".".join(parts), "Table")


@connects("Lakehouse", place="LakeHouseLocation")
def onelake(_connection: Connection) -> Store:
    """OneLake is one store for all of Fabric."""
    return store_at("abfss", Host(ONELAKE), "OneLake")


def _located(place: Place, path: tuple[str, ...], name: str, kind: str) -> Located:
    workspace = known_or_unknown(place.connection.text("workspaceId"), place.connection, "workspaceId")
    item = name_segment(place.connection.text("artifactId") or "") or UNKNOWN_PART
    key = f"abfss://{workspace.name}@{ONELAKE}/{item}/{'/'.join(name_segment(part) for part in path)}"
    found = located(onelake(place.connection), key, name, kind)
    if workspace.reason is None:
        return found
    return replace(found, asset=replace(found.asset, reason=workspace.reason, detail=workspace.detail))
