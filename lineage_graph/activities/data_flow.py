"""Mapping data flows: what each sink writes, and which sources reach it by the script's own streams.

https://learn.microsoft.com/azure/data-factory/control-flow-execute-data-flow-activity
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lineage_graph.activities.inline import LOCATING, inline_place, workspace_place
from lineage_graph.activities.registry import understands
from lineage_graph.catalog import name_of
from lineage_graph.dataflow_script import (
    Dynamic,
    LiteralText,
    ParameterName,
    Part,
    Script,
    ScriptError,
    SinkReach,
    Statement,
    alternatives,
    option,
    parse,
    parts,
    reach,
)
from lineage_graph.expressions import Template, Unknown, parts_of, template, template_of
from lineage_graph.model import FeedKind, Reason
from lineage_graph.records import Activity, DataFlow, FlowStep, Properties, Reference
from lineage_graph.site import AS_THE_DATASET, End, Flow, Movement, Reading, Site, dataset_end, place_end, placeholder

_REMEMBERED_SCRIPTS: Final = 256


@dataclass(frozen=True, slots=True)
class Running:
    """A data flow in one run: where it stands, its script, its parameters, and the arguments of its datasets."""

    site: Site
    flow: DataFlow
    statements: Mapping[str, Statement]
    parameters: Mapping[str, str | Template | Unknown | None]
    dataset_arguments: Properties


@understands("ExecuteDataFlow")
def execute_data_flow(activity: Activity, site: Site) -> Flow:
    """One movement per sink; a data flow that is not in the files is executed all the same."""
    reference = activity.settings.reference("dataFlow") or activity.settings.reference("dataflow")
    if reference is None:
        return Flow(reason=Reason.MISSING_REFERENCE, detail="no data flow is named")
    name = name_of(reference, site.scope)
    if isinstance(name, Unknown):
        return Flow(reason=name.reason, detail=name.detail)
    flow = site.catalog.data_flows.get(name.lower())
    if flow is None:
        return Flow(reason=Reason.MISSING_REFERENCE, detail=f"data flow {name}")
    return Flow(flow_movements(site, flow, reference))


def flow_movements(site: Site, flow: DataFlow, reference: Reference | None) -> tuple[Movement, ...]:
    """What the data flow moves; without a reference with its own defaults.

    A script that cannot be read joins every source with every sink: too much, never too little.
    """
    given = reference or Reference("DataFlowReference", flow.name)
    script = _script(flow.script)
    if isinstance(script, str) or not script.statements:
        return _all_to_all(Running(site, flow, {}, {}, given.dataset_arguments))
    statements = {statement.name.casefold(): statement for statement in script.statements}
    running = Running(site, flow, statements, _parameters(site, script, given), given.dataset_arguments)
    return tuple(_movement(running, sink) for sink in reach(script))


def _movement(running: Running, sink: SinkReach) -> Movement:
    inputs = tuple((end, kind) for name, kind in sink.sources for end in _ends(running, running.flow.sources, name))
    if sink.cache:
        return Movement(tuple((end, FeedKind.LOOKUP) for end, _ in inputs), step=sink.sink)
    outputs = tuple(_ends(running, running.flow.sinks, sink.sink))
    return Movement(inputs, outputs[0], sink.sink)


def _all_to_all(running: Running) -> tuple[Movement, ...]:
    inputs = tuple(
        (end, FeedKind.DATA) for step in running.flow.sources for end in _ends(running, running.flow.sources, step.name)
    )
    sinks = running.flow.sinks
    return tuple(Movement(inputs, end, sink.name) for sink in sinks for end in _ends(running, sinks, sink.name))


def _ends(running: Running, steps: tuple[FlowStep, ...], name: str) -> Iterator[End]:
    """The assets of a source or sink: several where a source reads several wildcard paths."""
    site, statement = running.site, running.statements.get(name.casefold())
    step = next((one for one in steps if one.name.casefold() == name.casefold()), None)
    if query := _text(running, statement, "query"):
        detail = "".join(part if isinstance(part, str) else part.detail for part in parts_of(query))
        yield placeholder(site, name, Unknown(Reason.QUERY_NOT_PARSED, detail))
    elif step is None or (step.dataset is None and step.linked_service is None):
        place = workspace_place(site, _options(running, statement))
        yield place_end(site, place, name) if place else placeholder(site, name, _nowhere(step))
    else:
        for reading in _readings(running, statement):
            yield _end(running, step, statement, reading)


def _nowhere(step: FlowStep | None) -> Unknown:
    if step and step.flowlet:
        return Unknown(Reason.OPAQUE_CODE, f"flowlet {step.flowlet.name}")
    return Unknown(Reason.UNSUPPORTED_STORE, "neither a dataset nor a linked service is named")


def _end(running: Running, step: FlowStep, statement: Statement | None, reading: Reading) -> End:
    site, name = running.site, step.name
    if step.dataset:
        given = running.dataset_arguments.properties(name)
        dataset = Reference(step.dataset.kind, step.dataset.name, Properties({**step.dataset.arguments, **given}))
        return dataset_end(site, dataset, name, reading)
    return place_end(site, inline_place(site, step.linked_service, _options(running, statement)), name, reading)


def _options(running: Running, statement: Statement | None) -> Mapping[str, str | Template | Unknown | None]:
    return {key: _text(running, statement, key) for key in LOCATING}


def _readings(running: Running, statement: Statement | None) -> tuple[Reading, ...]:
    """Wildcard paths of a source, or the one file name that a sink gives to its single partition."""
    wildcards = option(statement, "wildcardPaths") if statement else None
    if wildcards is not None:
        found = [_joined(running, pieces) for pieces in alternatives(wildcards)]
        return tuple(Reading(folder=text) for text in found if text) or (AS_THE_DATASET,)
    names = option(statement, "partitionFileNames") if statement else None
    found_names = [_joined(running, pieces) for pieces in alternatives(names)] if names is not None else []
    if len(found_names) == 1 and isinstance(found_names[0], str):
        return (Reading(file=found_names[0]),)
    return (AS_THE_DATASET,)


def _text(running: Running, statement: Statement | None, name: str) -> str | Template | Unknown | None:
    expression = option(statement, name) if statement else None
    return None if expression is None else _joined(running, parts(expression))


def _joined(running: Running, pieces: tuple[Part, ...]) -> str | Template | Unknown:
    return template(part for piece in pieces for part in parts_of(_piece(running, piece)))


def _piece(running: Running, piece: Part) -> str | Template | Unknown:
    match piece:
        case LiteralText(text):
            return text
        case Dynamic():
            return Unknown(Reason.DYNAMIC_EXPRESSION, piece.text)
        case ParameterName(name):
            value = running.parameters.get(name.casefold())
            return Unknown(Reason.PARAMETER_WITHOUT_VALUE, name) if value is None else value


def _parameters(site: Site, script: Script, reference: Reference) -> Mapping[str, str | Template | Unknown | None]:
    """Arguments are data flow expressions in a text: ``"'sales'"`` is the text ``sales``."""
    found: dict[str, str | Template | Unknown | None] = {}
    for parameter in script.parameters:
        default = parts(parameter.default) if parameter.default is not None else ()
        match default:
            case (LiteralText(text),) if text:
                found[parameter.name.casefold()] = text
            case _:
                found[parameter.name.casefold()] = Unknown(Reason.PARAMETER_WITHOUT_VALUE, parameter.name)
    for name, value in reference.arguments.items():
        argument = None if isinstance(value, Properties | tuple) else template_of(value, site.scope)
        found[name.casefold()] = _unquoted(argument) if isinstance(argument, str) else argument
    return found


def _unquoted(text: str) -> str:
    trimmed = text.strip()
    quoted = len(trimmed) > 1 and trimmed[0] == trimmed[-1] and trimmed[0] in "'\""
    return trimmed[1:-1] if quoted else text


@lru_cache(maxsize=_REMEMBERED_SCRIPTS)
def _script(text: str) -> Script | str:
    """The parsed script, or why it cannot be parsed; a data flow that many activities run is parsed once."""
    try:
        return parse(text)
    except ScriptError as error:
        return str(error)
