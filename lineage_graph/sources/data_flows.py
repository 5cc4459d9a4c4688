"""Data flows: their script, and the sources, sinks and transformations that their JSON lists.

The JSON: https://learn.microsoft.com/azure/data-factory/data-flow-script
"""

from collections.abc import Iterator
from typing import Final

from lineage_graph.records import DataFlow, FlowStep
from lineage_graph.sources.intake import Definition, Intake
from lineage_graph.sources.raw import Json
from lineage_graph.sources.values import code, text

_FIELDS: Final = frozenset({"name", "dataset", "linkedService", "flowlet"})
_SCRIPT: Final = ("scriptLines", "script")
_STEPS: Final = ("sources", "sinks", "transformations")


def data_flow(definition: Definition, intake: Intake) -> DataFlow:
    """The data flow; newer ones hold ``scriptLines``, older ones ``script``, the oldest a piece of it in each step."""
    inside = definition.settings
    sources, sinks, transformations = (tuple(_steps(definition, name, intake)) for name in _STEPS)
    return DataFlow(
        **definition.shared,
        type=definition.type,
        sources=sources,
        sinks=sinks,
        transformations=transformations,
        script=next((script for name in _SCRIPT if (script := code(inside.get(name)))), None) or _pieces(inside),
    )


def _pieces(inside: dict[str, Json]) -> str:
    """The script put together from the pieces that its steps hold; the order of its statements does not matter."""
    listed = (steps for name in _STEPS if isinstance(steps := inside.get(name), list))
    found = (code(step.get("script")) for steps in listed for step in steps if isinstance(step, dict))
    return "\n".join(piece for piece in found if piece)


def _steps(definition: Definition, name: str, intake: Intake) -> Iterator[FlowStep]:
    steps = definition.settings.get(name)
    for index, raw in enumerate(steps if isinstance(steps, list) else ()):
        step = _step(raw, intake)
        if step is None:
            place = definition.at("typeProperties", name, index)
            intake.reject("dataflow", place, "a step of a data flow without a name")
        else:
            yield step


def _step(raw: Json, intake: Intake) -> FlowStep | None:
    name = text(raw.get("name")) if isinstance(raw, dict) else None
    if not name:
        return None
    reference = intake.border.reference
    return FlowStep(
        name=name,
        dataset=reference(raw.get("dataset"), "DatasetReference"),
        linked_service=reference(raw.get("linkedService"), "LinkedServiceReference"),
        flowlet=reference(raw.get("flowlet"), "DataFlowReference"),
        settings=intake.border.properties({key: value for key, value in raw.items() if key not in _FIELDS}),
    )
