"""What a run moved at its own values, for the places behind a pattern: ``raw/2026/11/21`` of ``raw/{date}``.

Known as far as the run's parameters, the outputs before it and its evaluated input tell; what only the service
computes (``utcnow()`` in a dataset) is not. Worked out once for runs that differ in nothing that was looked at, such as
those of one day.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from lineage_graph.catalog import Catalog
from lineage_graph.declared.points import Point
from lineage_graph.expressions import NO_BINDINGS, Bindings, Result, Scope, Unknown
from lineage_graph.model import Ref
from lineage_graph.observed.flows import flows_at, is_open
from lineage_graph.observed.noting import Asked, Noting
from lineage_graph.observed.places import Places, places
from lineage_graph.observed.solving import told, unsolved, with_values
from lineage_graph.observed.values import context_of_run, outputs
from lineage_graph.observed.walks import Carrying
from lineage_graph.records import Activity, ActivityRun, Expression, Pipeline, PipelineRun, Properties, Reference, Value
from lineage_graph.site import Movement

MOST_REMEMBERED: Final = 5_000
"""Activities at their points of which the places of the last run are remembered."""


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


class Ran(NamedTuple):
    """A run of an activity at a point of its pipeline, which is at that place among the activity's points."""

    performer: Ref
    activity: Activity
    place: int
    point: Point
    run: ActivityRun
    values: RunValues


class _Values(NamedTuple):
    """The kinds of values that differ from run to run."""

    pipeline: Mapping[str, Result]
    outputs: Mapping[str, Result]
    names: Mapping[str, str]


class _Last(NamedTuple):
    """The last run of an activity at its point: all that was looked at, and what came of it."""

    point: Point
    carrying: Carrying
    input: Properties
    asked: tuple[Asked, Asked, Asked]
    places: Mapping[str, Places]


@dataclass(frozen=True, slots=True)
class Moved:
    """The places that runs moved data between, those of the latest activities remembered."""

    last: "OrderedDict[tuple[str, int], _Last]" = field(default_factory=OrderedDict)

    def places(self, held: Catalog, ran: Ran, carrying: Carrying) -> Mapping[str, Places]:
        """The places behind the patterns of what the run carried out, by process; nothing where nobody can tell."""
        values = _values(ran)
        identity = (ran.performer.key, ran.place)
        last = self.last.get(identity)
        if last is None or not _is_repeated(last, ran, values, carrying):
            last = self.last[identity] = _worked_out(held, ran, values, carrying)
            if len(self.last) > MOST_REMEMBERED:
                self.last.popitem(last=False)
        return last.places


def _values(ran: Ran) -> _Values:
    scope, values = ran.point.scope, ran.values
    return _Values(
        pipeline={**scope.pipeline, **values.parameters},
        outputs={**scope.outputs, **values.outputs},
        names={**scope.names, "runid": values.run_id} if values.run_id else scope.names,
    )


def _is_repeated(last: _Last, ran: Ran, values: _Values, carrying: Carrying) -> bool:
    if last.point is not ran.point or last.carrying is not carrying or last.input != ran.run.input:
        return False
    return all(asked.holds(kind) for asked, kind in zip(last.asked, values, strict=True))


def _worked_out(held: Catalog, ran: Ran, values: _Values, carrying: Carrying) -> _Last:
    pipeline, outputs, names = Noting(values.pipeline), Noting(values.outputs), Noting(values.names)
    scope = replace(ran.point.scope, pipeline=pipeline, outputs=outputs, names=names)
    movements = _movements(held, ran, scope)
    return _Last(
        point=ran.point,
        carrying=carrying,
        input=ran.run.input,
        asked=(pipeline.asked(), outputs.asked(), names.asked()),
        places={one.key: places(movements, carrying.parts, one) for one in carrying.processes if movements},
    )


def _movements(held: Catalog, ran: Ran, scope: Scope) -> tuple[Movement, ...]:
    """What the activity moved with all that is known of the run; nothing where there are several ways."""
    given, written = ran.run.input, ran.activity
    evaluated = replace(written, settings=_evaluated_in(written.settings, given)) if given else written
    here = Point(scope, scope)
    flows = flows_at(held, ran.performer.key, evaluated, here)
    if given and is_open(flows):
        # What the input tells of a value may be asked for once more where the input does not reach: in a dataset.
        known = with_values(here, told(unsolved(written.settings, here), given))
        flows = flows_at(held, ran.performer.key, evaluated, known)
    return flows[0].movements if len(flows) == 1 else ()


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
