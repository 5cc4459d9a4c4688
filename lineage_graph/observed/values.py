"""The values of one run, as expressions may name them: its parameters, and what its activities gave back.

Dates, GUIDs and counters differ from run to run; a name made of them is a pattern and no name of its own. So they stay
unknown where data is named, and are known where a condition is decided.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from lineage_graph.declared.starts import Context
from lineage_graph.expressions import NO_SCOPE, Bindings, Object, Result, Unknown, bind, evaluate
from lineage_graph.model import Reason
from lineage_graph.records import ActivityRun, Pipeline, PipelineRun, Properties, RunOutput

_PASSING: Final = re.compile(
    r"""\d+                                                             # a counter
      | \d{4}([-/.]?)\d{2}(\1\d{2})?                                    # 2026-11-21, 2026/11, 20261121
        ([T ]\d{2}(:?\d{2}(:?\d{2}(\.\d+)?)?)?)?(Z|[+-]\d{2}:?\d{2})?   # T08:00:00.0000000Z
      | \d{1,2}[/.]\d{1,2}[/.]\d{4}([ ]\d{1,2}:\d{2}(:\d{2})?([ ][AP]M)?)?  # 11/21/2026 8:00:00 AM
      | \{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?                # a GUID
    """,
    re.VERBOSE | re.IGNORECASE,
)


def context_of_run(pipeline: Pipeline, run: PipelineRun) -> Context:
    """The parameters of the run: all of them in ``proven``, those that name data from run to run in ``bound``."""
    proven = bind(pipeline.parameters, Properties(dict(run.parameters)), NO_SCOPE)
    return Context(_lasting(proven, "pipeline().parameters"), proven)


def outputs(runs: Iterable[ActivityRun]) -> tuple[Bindings, Bindings]:
    """``activity('x').output`` by lower-case ``x``: what lasts from run to run, and all; nothing of what ran twice."""
    last = [run for run in runs if run.status.ended]
    times = Counter(run.name.lower() for run in last)
    given = {run.name.lower(): found for run in last if times[run.name.lower()] == 1 and (found := _output(run.output))}
    kept = {name: lasting(value, f"activity('{name}').output") for name, value in given.items()}
    return kept, given


def lasting(value: Result, written: str) -> Result:
    """The value with everything unknown that differs from run to run; ``written`` is how an expression names it."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float) or (isinstance(value, str) and _PASSING.fullmatch(value.strip())):
        return Unknown(Reason.RUNTIME_ONLY, written)
    if isinstance(value, tuple):
        return tuple(lasting(inner, f"{written}[{place}]") for place, inner in enumerate(value))
    if isinstance(value, Object):
        return Object({name: lasting(inner, f"{written}.{name}") for name, inner in value.items()})
    return value


def _lasting(bound: Bindings, written: str) -> Bindings:
    return {name: lasting(value, f"{written}.{name}") for name, value in bound.items()}


def _output(output: RunOutput) -> Result:
    """A Lookup has its rows under either name: which one an expression asks for tells how the activity is set."""
    found: dict[str, Result] = {}
    if output.cut:
        return None
    if output.rows:
        rows = tuple(evaluate(row, NO_SCOPE) for row in output.rows)
        found |= {"firstRow": rows[0], "value": rows, "count": len(rows)}
    metadata = evaluate(output.metadata, NO_SCOPE)
    if isinstance(metadata, Object):
        found |= metadata.values_by_name
    if output.return_value:
        found["pipelineReturnValue"] = evaluate(output.return_value, NO_SCOPE)
    return Object(found) if found else None


def same_on_each_run(context: Context) -> Context:
    """The context as far as it is the same from run to run."""
    return replace(context, proven=context.bound)
