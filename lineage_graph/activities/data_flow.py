"""Mapping data flows: what each sink writes, and which sources reach it by the script's own streams.

https://learn.microsoft.com/azure/data-factory/control-flow-execute-data-flow-activity
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from lineage_graph.activities.flow_ends import Running, ends, flow_parameters
from lineage_graph.activities.flow_reference import flow_of
from lineage_graph.activities.registry import understands
from lineage_graph.dataflow_script import Script, ScriptError, SinkReach, parse, reach
from lineage_graph.expressions import Unknown
from lineage_graph.model import FeedKind
from lineage_graph.records import Activity, DataFlow, Reference
from lineage_graph.site import End, Flow, Movement, Site

_REMEMBERED_SCRIPTS: Final = 256


@understands("ExecuteDataFlow")
def execute_data_flow(activity: Activity, site: Site) -> Flow:
    """One movement per sink; a data flow that is not in the files is executed all the same."""
    found = flow_of(activity, site)
    if isinstance(found, Unknown):
        return Flow(reason=found.reason, detail=found.detail)
    flow, reference = found
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
    running = Running(site, flow, statements, flow_parameters(site, script, given), given.dataset_arguments)
    return tuple(_movement(running, sink) for sink in reach(script))


def _movement(running: Running, sink: SinkReach) -> Movement:
    inputs = tuple((end, kind) for name, kind in sink.sources for end in _source(running, name))
    if sink.cache:
        return Movement(tuple((end, FeedKind.LOOKUP) for end, _ in inputs), step=sink.sink)
    outputs = tuple(ends(running, running.flow.sinks, sink.sink))
    return Movement(inputs, outputs[0], sink.sink)


def _source(running: Running, name: str) -> Iterator[End]:
    return (replace(end, steps=(name,)) for end in ends(running, running.flow.sources, name))


def _all_to_all(running: Running) -> tuple[Movement, ...]:
    inputs = tuple((end, FeedKind.DATA) for step in running.flow.sources for end in _source(running, step.name))
    sinks = running.flow.sinks
    return tuple(Movement(inputs, end, sink.name) for sink in sinks for end in ends(running, sinks, sink.name))


@lru_cache(maxsize=_REMEMBERED_SCRIPTS)
def _script(text: str) -> Script | str:
    """The parsed script, or why it cannot be parsed; a data flow that many activities run is parsed once."""
    try:
        return parse(text)
    except ScriptError as error:
        return str(error)
