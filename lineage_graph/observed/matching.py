"""Which run of an activity was which round of its loop: told by what the service had evaluated, else by their order."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from lineage_graph.declared.points import Point
from lineage_graph.expressions import Result, evaluate, first_unknown
from lineage_graph.records import Activity, ActivityRun, Expression, Properties, Value

DEFINITION: Final = "definition"
INPUT: Final = "input"
ORDER: Final = "order"
GRAPH: Final = "graph"


class Round(NamedTuple):
    """A run, the place of its point among the activity's points, and how that is known."""

    run: ActivityRun
    place: int
    evidence: str


def rounds(activity: Activity, points: Sequence[Point], runs: Sequence[ActivityRun]) -> Iterator[Round]:
    """Each run with the place of its point; ``runs`` are all of the activity within one pipeline's run.

    An attempt that was repeated is a run of the same round. Where the evaluated input fits one point only, that is it;
    all others are taken in the order in which they began, which is that of the items in a sequential loop.
    """
    if len(points) == 1:
        yield from (Round(run, 0, DEFINITION) for run in runs)
        return
    left = list(range(len(points)))
    unknown: list[ActivityRun] = []
    taken: dict[str, int] = {}
    for run in sorted(runs, key=_beginning):
        again = taken.get(run.iteration or run.run_id) if run.attempt else None
        fitting = [again] if again is not None else [place for place in left if fits(activity, points[place], run)]
        if len(fitting) == 1:
            yield Round(run, fitting[0], INPUT)
            taken[run.iteration or run.run_id] = fitting[0]
            if fitting[0] in left:
                left.remove(fitting[0])
        else:
            unknown.append(run)
    for run in unknown:
        if left:
            yield Round(run, left.pop(0), ORDER)


def fits(activity: Activity, point: Point, run: ActivityRun) -> bool:
    """Whether nothing in the evaluated input says that the run was at another point."""
    return all(found == expected for found, expected in _compared(activity.settings, run.input, point))


def _compared(written: Value, found: Value, point: Point) -> Iterator[tuple[Result, Result]]:
    """What the service evaluated, and what the expression is at the point, where both are known."""
    if isinstance(written, Properties) and isinstance(found, Properties):
        by_name = {name.lower(): value for name, value in found.items()}
        for name, value in written.items():
            yield from _compared(value, by_name.get(name.lower()), point)
    elif isinstance(written, tuple) and isinstance(found, tuple) and len(written) == len(found):
        for one, other in zip(written, found, strict=True):
            yield from _compared(one, other, point)
    elif isinstance(written, Expression) and isinstance(found, str | int | float | bool):
        expected = evaluate(written, point.proof)
        if isinstance(expected, str | int | float | bool) and first_unknown(expected) is None:
            yield str(found), str(expected)


def _beginning(run: ActivityRun) -> tuple[str, int, str]:
    return run.start.isoformat() if run.start else "", run.attempt, run.run_id
