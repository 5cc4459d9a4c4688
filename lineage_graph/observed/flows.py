"""What a run of an activity did to data: the activity's own lineage at the run's values.

A definition that is no longer there is replaced by the evaluated input, the activity's typeProperties with every
expression resolved: https://learn.microsoft.com/rest/api/datafactory/activity-runs/query-by-pipeline-run
"""

from lineage_graph.activities import understand
from lineage_graph.catalog import Catalog
from lineage_graph.declared.points import Point
from lineage_graph.expressions import NO_SCOPE, alternatives
from lineage_graph.model import FeedKind
from lineage_graph.records import Activity, ActivityRun, Origin
from lineage_graph.site import End, Flow, Movement, Site, choosing


def flows_at(held: Catalog, key: str, activity: Activity, point: Point) -> tuple[Flow, ...]:
    """What the activity does there; several where a condition decides that nobody knows."""
    site = Site(held, key, point.scope)
    return alternatives(lambda choices: understand(activity, choosing(site, choices)))


def is_open(flows: tuple[Flow, ...]) -> bool:
    """Whether something that it reads or writes is not named wholly."""
    ends = (end for flow in flows for movement in flow.movements for end in _ends(movement))
    return len(flows) > 1 or any(map(_unnamed, ends))


def historic_flows(held: Catalog, key: str, run: ActivityRun) -> tuple[Flow, ...]:
    """What an activity did that no definition holds any more, as far as its input says."""
    activity = Activity(name=run.name, type=run.type, origin=Origin("runs"), settings=run.input)
    return (understand(activity, Site(held, key, NO_SCOPE)),)


def _ends(movement: Movement) -> tuple[End, ...]:
    inputs = tuple(end for end, kind in movement.inputs if kind is FeedKind.DATA)
    return (*inputs, movement.output) if movement.output else inputs


def _unnamed(end: End) -> bool:
    return end.asset.kind == "Placeholder" or end.asset.pattern
