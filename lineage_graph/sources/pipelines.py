"""Pipelines and their activities, those inside others too.

What a type has of its own stays in ``settings``; what stands beside typeProperties and is no field, in ``rest``.
The JSON: https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lineage_graph.keys import segment, storable
from lineage_graph.records import Activity, Branch, Dependency, Origin, Pipeline, Properties, Reference
from lineage_graph.sources.intake import Definition, Intake, below, type_properties
from lineage_graph.sources.payloads import without_payload
from lineage_graph.sources.raw import Json
from lineage_graph.sources.values import text

_FIELDS: Final = frozenset(
    {"name", "type", "description", "state", "dependsOn", "linkedServiceName", "inputs", "outputs", "typeProperties"}
)
_BRANCHES: Final = {
    "activities": "body",
    "ifTrueActivities": "true",
    "ifFalseActivities": "false",
    "defaultActivities": "default",
}
_CASES: Final = "cases"


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of a pipeline's activities so far, to where they stand: unique whatever the depth and the case."""

    seen: dict[str, Origin] = field(default_factory=dict)


def pipeline(definition: Definition, intake: Intake) -> Pipeline | None:
    """The pipeline; activities that cannot be taken are rejected one by one."""
    properties = definition.properties
    activities = properties.get("activities", [])
    if not isinstance(activities, list):
        intake.reject("pipeline", definition.at("activities"), "its activities are no list")
        return None
    return Pipeline(
        **definition.shared,
        parameters=intake.border.parameters(properties.get("parameters")),
        variables=_variables(properties.get("variables"), intake),
        activities=_activities(activities, definition.at("activities"), _Names(), intake),
        concurrency=_whole_number(properties.get("concurrency")),
    )


def _variables(raw: Json, intake: Intake) -> Properties:
    return Properties({parameter.name: parameter.default for parameter in intake.border.parameters(raw)})


def _whole_number(raw: Json) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _activities(raw: list[Json], origin: Origin, names: _Names, intake: Intake) -> tuple[Activity, ...]:
    read = (_activity(item, below(origin, index), names, intake) for index, item in enumerate(raw))
    return tuple(activity for activity in read if activity is not None)


def _activity(raw: Json, origin: Origin, names: _Names, intake: Intake) -> Activity | None:
    name = text(raw.get("name")) if isinstance(raw, dict) else None
    problem = _problem(raw, name, names)
    if problem is not None or name is None:
        _reject_all(raw, origin, problem or "it has no name", intake)
        return None
    names.seen[segment(name)] = origin
    kind = text(raw.get("type")) or ""
    settings = without_payload(kind, type_properties(raw))
    held = dict(_held(settings))
    inputs, outputs = _references(raw.get("inputs"), intake), _references(raw.get("outputs"), intake)
    taken = _FIELDS - {key for key, read in (("inputs", inputs), ("outputs", outputs)) if read is None}
    return Activity(
        name=name,
        type=kind,
        origin=origin,
        description=text(raw.get("description")) or None,
        active=str(raw.get("state", "Active")).lower() != "inactive",
        depends_on=tuple(_dependencies(raw.get("dependsOn"))),
        linked_service=intake.border.reference(raw.get("linkedServiceName"), "LinkedServiceReference"),
        inputs=inputs or (),
        outputs=outputs or (),
        settings=intake.border.properties({key: value for key, value in settings.items() if key not in held}),
        rest=intake.border.properties({key: value for key, value in raw.items() if key not in taken}),
        branches=tuple(_branches(held, below(origin, "typeProperties"), names, intake)),
    )


def _problem(raw: Json, name: str | None, names: _Names) -> str | None:
    if not isinstance(raw, dict):
        return "it is no object"
    if not name or not name.strip():
        return "it has no name"
    first = names.seen.get(segment(name))
    return f"another activity of the pipeline has the name {name!r}: {first}" if first is not None else None


def _reject_all(raw: Json, origin: Origin, reason: str, intake: Intake) -> None:
    """Reject the activity and each one inside it, so that none is lost from sight."""
    intake.reject("activity", origin, reason)
    held = dict(_held(type_properties(raw))) if isinstance(raw, dict) else {}
    for steps, _, activities in _lists(held):
        place = below(origin, "typeProperties", *steps)
        for index, inner in enumerate(activities):
            _reject_all(inner, below(place, index), f"it is inside a rejected activity: {origin}", intake)


def _held(settings: dict[str, Json]) -> Iterator[tuple[str, list[Json]]]:
    """The properties that hold activities; a list of the same name that holds anything else is a setting."""
    for key in _BRANCHES:
        inner = settings.get(key)
        if isinstance(inner, list) and (not inner or any(isinstance(item, dict) and "type" in item for item in inner)):
            yield key, inner
    cases = settings.get(_CASES)
    if isinstance(cases, list) and all(isinstance(case, dict) and _is_case(case) for case in cases):
        yield _CASES, cases


def _is_case(case: dict[str, Json]) -> bool:
    return "value" in case and isinstance(case.get("activities", []), list)


def _case_value(case: dict[str, Json]) -> str:
    return text(case["value"]) or str(case["value"])


def _lists(held: dict[str, list[Json]]) -> Iterator[tuple[tuple[str | int, ...], str, list[Json]]]:
    """Each list of activities in here: the way to it, the branch's name, the list."""
    for key, inner in held.items():
        if key != _CASES:
            yield (key,), _BRANCHES[key], inner
            continue
        for index, case in enumerate(inner):
            yield (_CASES, index, "activities"), f"case:{_case_value(case)}", case.get("activities", [])


def _branches(held: dict[str, list[Json]], origin: Origin, names: _Names, intake: Intake) -> Iterator[Branch]:
    for steps, name, activities in _lists(held):
        inner = _activities(activities, below(origin, *steps), names, intake)
        if inner:
            yield Branch(storable(name), inner)


def _references(raw: Json, intake: Intake) -> tuple[Reference, ...] | None:
    """The datasets of a Copy; None where the property is something else."""
    if raw is None:
        return ()
    if not isinstance(raw, list):
        return None
    read = tuple(intake.border.reference(item, "DatasetReference") for item in raw)
    found = tuple(reference for reference in read if reference is not None)
    return found if len(found) == len(raw) else None


def _dependencies(raw: Json) -> Iterator[Dependency]:
    for item in raw if isinstance(raw, list) else ():
        name = text(item.get("activity")) if isinstance(item, dict) else None
        if name:
            conditions = item.get("dependencyConditions")
            known = conditions if isinstance(conditions, list) else []
            yield Dependency(name, tuple(storable(str(condition)) for condition in known))
