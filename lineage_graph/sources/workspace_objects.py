"""What only a Synapse workspace has: notebooks, SQL scripts and Spark job definitions.

The JSON: https://learn.microsoft.com/azure/synapse-analytics/cicd/source-control
"""

from collections.abc import Iterator

from lineage_graph.records import NOTHING, Cell, Notebook, SparkJob, SqlScript
from lineage_graph.sources.intake import Definition, Intake
from lineage_graph.sources.raw import Json
from lineage_graph.sources.values import code, text


def notebook(definition: Definition, intake: Intake) -> Notebook:
    """The notebook with its cells; its language is that of its kernel."""
    properties = definition.properties
    return Notebook(
        **definition.shared,
        language=_text_at(properties, "metadata", "language_info", "name"),
        spark_pool=_text_at(properties, "bigDataPool", "referenceName"),
        cells=tuple(_cells(definition, intake)),
    )


def sql_script(definition: Definition, intake: Intake) -> SqlScript:
    """The script's text and the pool and database it is connected to."""
    content = definition.properties.get("content")
    content = content if isinstance(content, dict) else {}
    if not isinstance(content.get("query"), str):
        intake.notes.append(f"{definition.origin}: the SQL script has no text")
    return SqlScript(
        **definition.shared,
        query=code(content.get("query")),
        pool=_text_at(content, "currentConnection", "poolName") or _text_at(content, "currentConnection", "name"),
        database=_text_at(content, "currentConnection", "databaseName"),
    )


def spark_job(definition: Definition, intake: Intake) -> SparkJob:
    """The job; ``settings`` are its ``jobProperties`` and the pool it runs on."""
    job = definition.properties.get("jobProperties")
    job = job if isinstance(job, dict) else {}
    pool = definition.properties.get("targetBigDataPool")
    settings = intake.border.properties({**job, "targetBigDataPool": pool} if pool else job)
    return SparkJob(
        **definition.shared,
        language=text(definition.properties.get("language")),
        file=text(job.get("file")),
        class_name=text(job.get("className")),
        settings=settings or NOTHING,
    )


def _cells(definition: Definition, intake: Intake) -> Iterator[Cell]:
    cells = definition.properties.get("cells")
    for raw in cells if isinstance(cells, list) else ():
        if isinstance(raw, dict):
            source = code(_without_line_ends(raw.get("source")))
            yield Cell(text(raw.get("cell_type")) or "code", source, _tags(raw.get("metadata")))
        else:
            intake.notes.append(f"{definition.origin}: a cell of the notebook is no object")


def _tags(metadata: Json) -> tuple[str, ...]:
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()


def _without_line_ends(source: Json) -> Json:
    if not isinstance(source, list):
        return source
    return [line.removesuffix("\n").removesuffix("\r") for line in source if isinstance(line, str)]


def _text_at(raw: Json, *steps: str) -> str | None:
    for step in steps:
        raw = raw.get(step) if isinstance(raw, dict) else None
    return text(raw) or None
