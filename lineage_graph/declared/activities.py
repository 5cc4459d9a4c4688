"""The nodes of a pipeline's activities, how they follow and call one another, and the processes that they perform."""

from collections.abc import Iterator
from dataclasses import dataclass

from lineage_graph import model
from lineage_graph.activities import understand
from lineage_graph.catalog import Catalog, mention, name_of
from lineage_graph.declared.contexts import Reached
from lineage_graph.declared.processes import Part, processes
from lineage_graph.declared.references import activity_references
from lineage_graph.declared.starts import called_pipeline
from lineage_graph.declared.written import as_json
from lineage_graph.expressions import NO_SCOPE, Unknown, alternatives, evaluate, first_unknown
from lineage_graph.keys import activity_key, object_key
from lineage_graph.model import After, Calls, Contains, Executes, Reason, Ref
from lineage_graph.records import Activity, Origin, Pipeline, Rejected
from lineage_graph.site import LONGEST_DETAIL, Flow, Site, choosing


@dataclass(frozen=True, slots=True)
class Setting:
    """What the activities of one pipeline have in common."""

    held: Catalog
    pipeline: Pipeline
    key: str
    reached: Reached
    names: frozenset[str]


def pipeline_activities(
    held: Catalog, pipeline: Pipeline, reached: Reached, names: frozenset[str]
) -> Iterator[Part | Rejected]:
    """Everything about the pipeline's activities, those inside others too; ``names`` are all of them, lower-case."""
    key = object_key(held.key, "pipelines", pipeline.name)
    setting = Setting(held, pipeline, key, reached, names)
    yield from _within(setting, Ref("Pipeline", key), pipeline.activities, None)


def _within(
    setting: Setting, container: Ref, activities: tuple[Activity, ...], branch: str | None
) -> Iterator[Part | Rejected]:
    for activity in activities:
        ref = Ref("Activity", activity_key(setting.key, activity.name))
        yield Contains(start=container, end=ref, branch=branch)
        yield from _activity(setting, ref, activity)
        for inner in activity.branches:
            yield from _within(setting, ref, inner.activities, inner.name)


def _activity(setting: Setting, ref: Ref, activity: Activity) -> Iterator[Part | Rejected]:
    points = setting.reached.points.get(activity.name.lower(), ())
    sites = tuple(Site(setting.held, ref.key, point.scope) for point in points)
    flows = _flows(setting, activity, sites)
    yield _node(ref, activity, flows)
    yield from activity_references(setting.held, ref, activity)
    yield from _after(setting, ref, activity)
    yield from _calls(setting, ref, activity, sites)
    for flow in flows:
        yield from flow.nodes
        yield from (Executes(start=ref, end=end) for end in flow.executes)
    movements = tuple(movement for flow in flows for movement in flow.movements)
    yield from processes(ref, activity.name, activity.type, movements)


def _flows(setting: Setting, activity: Activity, sites: tuple[Site, ...]) -> tuple[Flow, ...]:
    """What it does at each point; every way in which an unknown condition can turn out counts."""
    if activity.name.lower() in setting.reached.asleep:
        return (Flow(reason=Reason.INACTIVE, detail="it is inside a deactivated activity"),)
    return tuple(flow for site in sites for flow in _at(activity, site))


def _at(activity: Activity, site: Site) -> tuple[Flow, ...]:
    return alternatives(lambda choices: understand(activity, choosing(site, choices)))


def _node(ref: Ref, activity: Activity, flows: tuple[Flow, ...]) -> model.Activity:
    reasoned = next((flow for flow in flows if flow.reason), Flow())
    return model.Activity(
        key=ref.key,
        name=activity.name,
        type=activity.type,
        state="Active" if activity.active else "Inactive",
        effect=next((flow.effect for flow in flows if flow.effect), None),
        description=activity.description,
        defined_in=str(activity.origin),
        reason=reasoned.reason,
        detail=reasoned.detail[:LONGEST_DETAIL] if reasoned.detail else None,
    )


def _after(setting: Setting, ref: Ref, activity: Activity) -> Iterator[Part | Rejected]:
    waits: dict[str, set[str]] = {}
    for dependency in activity.depends_on:
        waits.setdefault(dependency.activity.lower(), set()).update(dependency.conditions)
    for name, conditions in waits.items():
        if name not in setting.names:
            origin = Origin(activity.origin.file, f"{activity.origin.pointer}/dependsOn")
            yield Rejected("dependency", origin, f"{activity.name} waits for {name}, which the pipeline does not hold")
            continue
        end = Ref("Activity", activity_key(setting.key, name))
        yield After(start=ref, end=end, conditions=tuple(sorted(conditions)))


def _calls(setting: Setting, ref: Ref, activity: Activity, sites: tuple[Site, ...]) -> Iterator[Part]:
    reference = activity.settings.reference("pipeline")
    if activity.type != "ExecutePipeline" or reference is None:
        return
    name = name_of(reference, NO_SCOPE)
    if isinstance(name, Unknown):
        return
    end, missing = mention(setting.held, "pipelines", name)
    arguments = activity.settings.properties("parameters")
    reason = Reason.MISSING_PIPELINE if missing else _unknown_argument(activity, sites)
    if missing:
        yield missing
    yield Calls(start=ref, end=end, parameters=as_json(arguments), reason=reason)


def _unknown_argument(activity: Activity, sites: tuple[Site, ...]) -> Reason | None:
    arguments = activity.settings.properties("parameters")
    if called_pipeline(activity) is None:
        return None
    values = (evaluate(value, site.scope) for site in sites for _, value in sorted(arguments.items()))
    return next((found.reason for value in values if (found := first_unknown(value)) is not None), None)
