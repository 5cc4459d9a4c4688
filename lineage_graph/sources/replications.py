"""Change data captures of Data Factory and link connections of Synapse: what keeps targets equal without a pipeline.

The JSON: https://learn.microsoft.com/azure/templates/microsoft.datafactory/factories/adfcdcs (Git folders spell its
outer names with a capital: ``SourceConnectionsInfo``) and
https://learn.microsoft.com/rest/api/synapse/data-plane/link-connection
"""

from collections.abc import Iterator, Mapping

from lineage_graph.records import NOTHING, Properties, Reference, Replica, ReplicaEnd, Replication, references
from lineage_graph.sources.intake import Definition, Intake
from lineage_graph.sources.raw import Json
from lineage_graph.sources.values import text

_NO_ENDS: Mapping[str, ReplicaEnd] = {}


def change_data_capture(definition: Definition, intake: Intake) -> Replication:
    """The capture: one replica per mapping of a target entity, with every source entity that the mapping names."""
    properties = definition.properties
    sources = [
        (_linked(connection, intake), dict(_entities(connection, "sourceEntities", intake)))
        for connection in _objects(properties, "sourceConnectionsInfo")
    ]
    targets = list(_objects(properties, "targetConnectionsInfo"))
    replicas = tuple(replica for target in targets for replica in _replicas(target, sources, intake))
    linked = (*(reference for reference, _ in sources), *(_linked(target, intake) for target in targets))
    return Replication(
        **definition.shared,
        type="ChangeDataCapture",
        linked_services=tuple(reference for reference in linked if reference),
        replicas=replicas,
    )


def link_connection(definition: Definition, intake: Intake) -> Replication:
    """The link; its tables are in the definition where it lists ``linkTables``, else only the service knows them."""
    ends = [intake.border.properties(definition.properties.get(name)) for name in ("sourceDatabase", "targetDatabase")]
    source, target = (end.reference("linkedService") for end in ends)
    landing = intake.border.properties(definition.properties.get("landingZone"))
    listed = definition.properties.get("linkTables")
    tables = [table for table in listed if isinstance(table, dict)] if isinstance(listed, list) else []
    return Replication(
        **definition.shared,
        type="LinkConnection",
        linked_services=tuple(one for end in (*ends, landing) for one in references(end)),
        replicas=tuple(_linked_table(table, source, target) for table in tables) or None,
    )


def _linked_table(table: dict[str, Json], source: Reference | None, target: Reference | None) -> Replica:
    """A table keeps its schema and name where the target does not say another."""
    held = _table(table.get("source"), {})
    options = _table(table.get("target"), held)
    return Replica(
        (ReplicaEnd(held.get("tableName", ""), source, Properties(held)),),
        ReplicaEnd(options.get("tableName", ""), target, Properties(options)),
    )


def _table(raw: Json, otherwise: Mapping[str, str]) -> dict[str, str]:
    given = {name: text(raw.get(name)) if isinstance(raw, dict) else None for name in ("schemaName", "tableName")}
    found = ((name, value or otherwise.get(name)) for name, value in given.items())
    return {name: value for name, value in found if value}


def _replicas(
    target: dict[str, Json], sources: list[tuple[Reference | None, dict[str, ReplicaEnd]]], intake: Intake
) -> Iterator[Replica]:
    ends = dict(_entities(target, "targetEntities", intake))
    for mapping in _objects(target, "dataMapperMappings"):
        written = text(_child(mapping, "targetEntityName")) or ""
        named = dict.fromkeys(_named(mapping))
        found = tuple(_found(connection, entity, sources) for connection, entity in named)
        yield Replica(found, ends.get(written) or ReplicaEnd(written, _linked(target, intake)))


def _named(mapping: dict[str, Json]) -> Iterator[tuple[str, str]]:
    """The source entities of a mapping, and those that its columns come from: connection and entity."""
    yield _connection(mapping, "sourceConnectionReference"), text(_child(mapping, "sourceEntityName")) or ""
    info = _child(mapping, "attributeMappingInfo")
    for column in _objects(info if isinstance(info, dict) else {}, "attributeMappings"):
        one = _child(column, "attributeReference")
        for attribute in (*([one] if isinstance(one, dict) else []), *_objects(column, "attributeReferences")):
            if entity := text(_child(attribute, "entity")):
                yield _connection(attribute, "entityConnectionReference"), entity


def _found(connection: str, entity: str, sources: list[tuple[Reference | None, dict[str, ReplicaEnd]]]) -> ReplicaEnd:
    """The entity of the connection of that name, else of any that has it, else its name alone."""
    by_name = {str(reference.name).lower(): held for reference, held in sources if reference}
    own = by_name.get(connection.lower(), _NO_ENDS).get(entity)
    return own or next((held[entity] for _, held in sources if entity in held), ReplicaEnd(entity))


def _entities(connection: dict[str, Json], name: str, intake: Intake) -> Iterator[tuple[str, ReplicaEnd]]:
    linked, shared = _linked(connection, intake), _options(_child(connection, "connection"), "common", intake)
    for entity in _objects(connection, name):
        own = _options(_child(entity, "properties"), "", intake)
        called = text(_child(entity, "name")) or ""
        yield called, ReplicaEnd(called, linked, Properties({**shared, **own}))


def _options(raw: Json, prefix: str, intake: Intake) -> Properties:
    """``dslConnectorProperties`` and ``commonDslConnectorProperties``: pairs of the script's options."""
    if not isinstance(raw, dict):
        return NOTHING
    pairs = _objects(raw, f"{prefix}dslConnectorProperties")
    named = {name: _child(pair, "value") for pair in pairs if (name := text(_child(pair, "name")))}
    return intake.border.properties(named)


def _linked(connection: dict[str, Json], intake: Intake) -> Reference | None:
    inside = _child(connection, "connection")
    return intake.border.reference(_child(inside, "linkedService"), "LinkedServiceReference")


def _connection(raw: dict[str, Json], name: str) -> str:
    return text(_child(_child(raw, name), "connectionName")) or ""


def _objects(raw: dict[str, Json], name: str) -> Iterator[dict[str, Json]]:
    listed = _child(raw, name)
    yield from (one for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()


def _child(raw: Json, name: str) -> Json:
    """The property of that name in any case."""
    held = raw.items() if isinstance(raw, dict) else ()
    return next((value for key, value in held if key.lower() == name.lower()), None)
