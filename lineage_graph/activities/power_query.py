"""Power Query: sources stand in the wrangling data flow, sinks in the activity or in the data flow itself.

https://learn.microsoft.com/azure/data-factory/wrangling-tutorial
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lineage_graph.activities.flow_reference import flow_of
from lineage_graph.activities.inline import inline_place
from lineage_graph.activities.mashup import sources_of
from lineage_graph.activities.registry import understands
from lineage_graph.dataflow_script import LiteralText, ScriptError, Statement, alternatives, literal, option, parse
from lineage_graph.dataflow_script.syntax import Option
from lineage_graph.expressions import Unknown
from lineage_graph.model import FeedKind, Reason
from lineage_graph.records import Activity, DataFlow, FlowStep, Properties, Reference, Value
from lineage_graph.site import AS_THE_DATASET, End, Flow, Movement, Reading, Site, dataset_end, place_end, placeholder


@dataclass(frozen=True, slots=True)
class Sink:
    """A sink, and the query that fills it where the definition says."""

    step: FlowStep
    query: str | None = None


@understands("ExecuteWranglingDataflow")
def execute_power_query(activity: Activity, site: Site) -> Flow:
    """One movement per sink; a data flow that is not in the files is executed all the same."""
    found = flow_of(activity, site)
    if isinstance(found, Unknown):
        return Flow(reason=found.reason, detail=found.detail)
    flow, reference = found
    sinks = tuple(_sinks_of_queries(activity.settings)) or tuple(_sinks_by_query(activity.settings))
    return Flow(power_query_movements(site, flow, reference, sinks))


def power_query_movements(
    site: Site, flow: DataFlow, reference: Reference | None = None, sinks: tuple[Sink, ...] = ()
) -> tuple[Movement, ...]:
    """What the wrangling data flow moves; without sinks of an activity into its own."""
    given = reference.dataset_arguments if reference else Properties()
    sources = {step.name: _end(site, step, given, AS_THE_DATASET) for step in flow.sources}
    movements = []
    for sink in sinks or tuple(Sink(step) for step in flow.sinks):
        used = sources_of(flow.script, sink.query, sources)
        inputs = tuple((end, FeedKind.DATA) for name, end in sources.items() if name in used)
        movements.append(Movement(inputs, _end(site, sink.step, given, _reading(sink.step)), sink.step.name))
    return tuple(movements)


def _sinks_of_queries(settings: Properties) -> Iterator[Sink]:
    """``queries``: each with its name and ``dataflowSinks``."""
    for query in settings.items_of("queries"):
        if isinstance(query, Properties):
            name = query.get("queryName")
            for sink in query.items_of("dataflowSinks"):
                yield from _sink(sink, name if isinstance(name, str) else None)


def _sinks_by_query(settings: Properties) -> Iterator[Sink]:
    """``sinks``, the older form: a sink by the name of its query."""
    for query, sink in settings.properties("sinks").items():
        yield from _sink(sink, query)


def _sink(value: Value, query: str | None) -> Iterator[Sink]:
    if isinstance(value, Properties):
        name = value.get("name")
        step = FlowStep(
            name=name if isinstance(name, str) and name else query or "sink",
            dataset=value.reference("dataset"),
            linked_service=value.reference("linkedService"),
            settings=value,
        )
        yield Sink(step, query)


def _end(site: Site, step: FlowStep, given: Properties, reading: Reading) -> End:
    if step.dataset:
        arguments = Properties({**step.dataset.arguments, **given.properties(step.name)})
        return dataset_end(site, Reference(step.dataset.kind, step.dataset.name, arguments), step.name, reading)
    if step.linked_service:
        return place_end(site, inline_place(site, step.linked_service, _options(step)), step.name, reading)
    return placeholder(site, step.name, Unknown(Reason.MISSING_DATASET, f"{step.name} names no dataset"))


def _reading(step: FlowStep) -> Reading:
    """The file's name, where the sink's script writes a single one."""
    statement = _statement(step)
    names = option(statement, "partitionFileNames") if statement else None
    match alternatives(names) if names is not None else ():
        case ((LiteralText(text),),) if text:
            return Reading(file=text)
    return AS_THE_DATASET


def _options(step: FlowStep) -> dict[str, str]:
    """The options of the step's script that are written out."""
    statement = _statement(step)
    named = (argument.name for argument in statement.arguments if isinstance(argument, Option)) if statement else ()
    return {name: text for name in named if statement and (text := literal(option(statement, name)))}


def _statement(step: FlowStep) -> Statement | None:
    script = step.settings.get("script")
    if not isinstance(script, str) or not script.strip():
        return None
    try:
        return next(iter(parse(script).statements), None)
    except ScriptError:
        return None
