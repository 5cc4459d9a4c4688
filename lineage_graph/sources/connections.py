"""Datasets, linked services and integration runtimes.

The JSON: https://learn.microsoft.com/azure/data-factory/concepts-datasets-linked-services
"""

from collections.abc import Iterator

from lineage_graph.keys import storable
from lineage_graph.records import Dataset, IntegrationRuntime, LinkedService
from lineage_graph.sources.intake import Definition, Intake
from lineage_graph.sources.raw import Json
from lineage_graph.sources.values import text


def dataset(definition: Definition, intake: Intake) -> Dataset:
    """The dataset; its schema is ``schema``, or the older ``structure``."""
    properties = definition.properties
    return Dataset(
        **definition.shared,
        type=definition.type,
        linked_service=intake.border.reference(properties.get("linkedServiceName"), "LinkedServiceReference"),
        parameters=intake.border.parameters(properties.get("parameters")),
        settings=intake.border.properties(definition.settings),
        schema=tuple(_columns(properties.get("schema"))) or tuple(_columns(properties.get("structure"))),
    )


def linked_service(definition: Definition, intake: Intake) -> LinkedService:
    """The linked service without its secrets."""
    border = intake.of_a_connection().border
    runtime = definition.properties.get("connectVia")
    return LinkedService(
        **definition.shared,
        type=definition.type,
        parameters=border.parameters(definition.properties.get("parameters")),
        settings=border.properties(definition.settings),
        integration_runtime=text(runtime.get("referenceName")) if isinstance(runtime, dict) else None,
    )


def integration_runtime(definition: Definition, intake: Intake) -> IntegrationRuntime:
    """The integration runtime, without the passwords of its setup."""
    return IntegrationRuntime(
        **definition.shared,
        type=definition.type,
        state=text(definition.properties.get("state")),
        settings=intake.of_a_connection().border.properties(definition.settings),
    )


def _columns(raw: Json) -> Iterator[tuple[str, str]]:
    """Names and types: of a list, of a JSON schema's properties, or of an Avro record's fields.

    Columns of a file without a header line have no name and are left out; a schema may also be an expression.
    """
    if isinstance(raw, list):
        for column in raw:
            if isinstance(column, dict) and isinstance(column.get("name"), str):
                yield storable(column["name"]), _type(column.get("type"))
    elif isinstance(raw, dict) and isinstance(raw.get("properties"), dict):
        for name, described in raw["properties"].items():
            yield storable(name), _type(described.get("type") if isinstance(described, dict) else None)
    elif isinstance(raw, dict):
        yield from _columns(raw.get("fields"))


def _type(raw: Json) -> str:
    if isinstance(raw, list):
        return " or ".join(word for item in raw if (word := text(item)))
    return text(raw) or ("object" if isinstance(raw, dict) else "")
