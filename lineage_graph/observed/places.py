"""The places that a run really read and wrote where its process is a pattern: ``raw/2026/11/21`` of ``raw/{date}``.

They make no nodes, for there is one for each day; they are kept with the run. Known as far as the run's parameters, the
outputs before it and its evaluated input tell; what only the service computes (``utcnow()`` in a dataset) is not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from lineage_graph.catalog import Catalog
from lineage_graph.declared.instances import fills
from lineage_graph.declared.points import Point
from lineage_graph.declared.processes import Part
from lineage_graph.expressions import NO_BINDINGS, Bindings, Result, Unknown
from lineage_graph.model import Asset, Feeds, Process, Produces, Ref
from lineage_graph.observed.flows import flows_at
from lineage_graph.observed.solving import told, with_values
from lineage_graph.observed.values import context_of_run, outputs
from lineage_graph.records import Activity, ActivityRun, Expression, Pipeline, PipelineRun, Properties, Reference, Value
from lineage_graph.site import Movement

MOST_PLACES: Final = 20
"""Places that are kept of each side of a run."""


class Places(NamedTuple):
    """The keys of what a run read and wrote; empty where the process names it already."""

    read: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


NO_PLACES: Final = Places()


class RunValues(NamedTuple):
    """All that a pipeline's run was given and its activities gave back, also what differs from run to run."""

    parameters: Bindings = NO_BINDINGS
    outputs: Bindings = NO_BINDINGS
    run_id: str = ""

    @classmethod
    def of(cls, pipeline: Pipeline, run: PipelineRun | None, activities: Iterable[ActivityRun]) -> "RunValues":
        """Of this run; without its own record only what its activities tell."""
        given = outputs(activities)[1]
        if run is None:
            return cls(outputs=given)
        return cls(_known(context_of_run(pipeline, run).proven), given, run.run_id)


def places(movements: Iterable[Movement], parts: Iterable[Part], process: Process, most: int = MOST_PLACES) -> Places:
    """Which of the movements' ends fill the patterns that the process reads and writes."""
    held = tuple(parts)
    patterns = {part.ref: part.key for part in held if isinstance(part, Asset) and part.pattern}
    own = process.ref
    sources = [patterns[p.start] for p in held if isinstance(p, Feeds) and p.end == own and p.start in patterns]
    targets = [patterns[p.end] for p in held if isinstance(p, Produces) and p.start == own and p.end in patterns]
    read: set[str] = set()
    written: set[str] = set()
    for movement in movements:
        if movement.step == process.step or movement.output is None:
            read.update(_filling((end.asset for end, _ in movement.inputs), sources))
            written.update(_filling((movement.output.asset,) if movement.output else (), targets))
    return Places(tuple(sorted(read)[:most]), tuple(sorted(written)[:most]))


def has_patterns(parts: Iterable[Part]) -> bool:
    """Whether any place among them is known in part only."""
    return any(isinstance(part, Asset) and part.pattern for part in parts)


def movements_of(
    held: Catalog, performer: Ref, activity: Activity, at: tuple[Point, ActivityRun, RunValues]
) -> tuple[Movement, ...]:
    """What the activity moved with all that is known of the run; nothing where there are several ways."""
    point, run, values = at
    scope = replace(
        point.scope,
        pipeline={**point.scope.pipeline, **values.parameters},
        outputs={**point.scope.outputs, **values.outputs},
        names={**point.scope.names, **({"runid": values.run_id} if values.run_id else {})},
    )
    here = Point(scope, scope)
    if run.input:
        here = with_values(here, told(activity.settings, run.input, here, {}))
        activity = replace(activity, settings=_evaluated_in(activity.settings, run.input))
    flows = flows_at(held, performer.key, activity, here)
    return flows[0].movements if len(flows) == 1 else ()


def _filling(assets: Iterable[Asset], patterns: Sequence[str]) -> Iterator[str]:
    for asset in assets:
        if not asset.pattern and any(fills(asset.key, pattern) for pattern in patterns):
            yield asset.key


def _known(values: Bindings) -> Mapping[str, Result]:
    return {name: value for name, value in values.items() if not isinstance(value, Unknown)}


def _evaluated_in(written: Properties, found: Properties) -> Properties:
    """The settings with the texts that the service made of their expressions."""
    by_name = {name.lower(): value for name, value in found.items()}
    return Properties({name: _evaluated(value, by_name.get(name.lower())) for name, value in written.items()})


def _evaluated(written: Value, found: Value) -> Value:
    if isinstance(written, Properties) and isinstance(found, Properties):
        return _evaluated_in(written, found)
    if isinstance(written, Expression) and isinstance(found, str):
        return found
    if isinstance(written, Reference) and isinstance(found, Properties):
        given = found.properties("datasetParameters")
        return replace(written, dataset_arguments=Properties({**written.dataset_arguments, **given}))
    return written
