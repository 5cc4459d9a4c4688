"""The walk through a pipeline with the values of one of its runs; equal values, equal walk."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from lineage_graph.catalog import Catalog
from lineage_graph.declared.points import Point
from lineage_graph.declared.processes import Part
from lineage_graph.declared.starts import Context, first_point
from lineage_graph.declared.variables import settled
from lineage_graph.declared.walk import walk
from lineage_graph.expressions import Bindings, Result
from lineage_graph.model import Asset, Process
from lineage_graph.observed.values import context_of_run, outputs, same_on_each_run
from lineage_graph.records import Activity, ActivityRun, Pipeline, PipelineRun, RunStatus, nested

if TYPE_CHECKING:
    from lineage_graph.observed.solving import Open

MOST_REMEMBERED: Final = 1_000
"""Walks; each holds what its activities did."""

_DECIDING: Final = frozenset({"IfCondition", "Switch", "Filter", "Until"})


@dataclass(frozen=True)
class Carrying:
    """What an activity did at a point; ``is_open`` where something of it is not named wholly.

    ``patterns`` are the declared processes that its own ones are instances of, ``ends`` what is known of what they read
    and write where the definition was not read.
    """

    parts: tuple[Part, ...]
    patterns: tuple[Part, ...]
    is_open: bool
    ends: tuple[Part, ...] = ()

    @cached_property
    def processes(self) -> tuple[Process, ...]:
        """Its own processes."""
        return tuple(part for part in self.parts if isinstance(part, Process))

    @cached_property
    def has_patterns(self) -> bool:
        """Whether any place that it reads or writes is known in part only."""
        return any(isinstance(part, Asset) and part.pattern for part in self.parts)

    @cached_property
    def declared(self) -> tuple[Process, ...]:
        """The patterns' processes."""
        return tuple(part for part in self.patterns if isinstance(part, Process))


@dataclass(frozen=True, slots=True)
class Walk:
    """Where each activity stood, by lower-case name.

    ``carried`` remembers what it did there, ``unsolved`` which of its expressions are not wholly known.
    """

    points: "dict[str, list[Point]]"
    carried: dict[tuple[str, int, str], Carrying] = field(default_factory=dict)
    unsolved: "dict[tuple[str, int], tuple[Open, ...]]" = field(default_factory=dict)

    def points_of(self, activity: Activity) -> Sequence[Point]:
        """Where the activity stood: once per round of the loop around it."""
        return self.points[activity.name.lower()]


@dataclass(frozen=True, slots=True)
class Walks:
    """The walks through the pipelines of a service, the latest ones remembered."""

    held: Catalog
    known: "OrderedDict[str, Walk]" = field(default_factory=OrderedDict)

    def through(self, pipeline: Pipeline, run: PipelineRun | None, activities: Sequence[ActivityRun]) -> Walk:
        """The walk with the run's parameters and what its activities gave back."""
        known = run or PipelineRun(run_id="", pipeline=pipeline.name, status=RunStatus.UNKNOWN)
        context = context_of_run(pipeline, known)
        kept, given = outputs(activities)
        if not any(activity.type in _DECIDING for activity in nested(pipeline.activities)):
            context, given = same_on_each_run(context), kept
        identity = repr((pipeline.name, context, sorted(given.items())))
        found = self.known.get(identity)
        if found is None:
            found = self.known[identity] = _walked(self.held, pipeline, context, kept, given)
            if len(self.known) > MOST_REMEMBERED:
                self.known.popitem(last=False)
        self.known.move_to_end(identity)
        return found


def _walked(held: Catalog, pipeline: Pipeline, context: Context, kept: Bindings, given: Bindings) -> Walk:
    start = first_point(held, pipeline, context)
    for name, value in kept.items():
        start = start.with_output(name, value, given[name])
    points = walk(pipeline.activities, start, settled(pipeline), _nothing).points
    # A branch that the values rule out has been taken nevertheless where its activities have runs.
    every = {activity.name.lower(): [start] for activity in nested(pipeline.activities)}
    return Walk({**every, **points})


def _nothing(_activity: Activity, _point: Point) -> tuple[Result, Result]:
    """What a called pipeline gave back stands among the outputs."""
    return None, None
