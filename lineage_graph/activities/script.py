"""Script: SQL statements that an activity sends to a database, as queries or for their effect.

https://learn.microsoft.com/azure/data-factory/transform-data-using-script
"""

from collections.abc import Iterator

from lineage_graph.activities.queries import Asked, understood
from lineage_graph.activities.registry import understands
from lineage_graph.activities.routine import done
from lineage_graph.expressions import Unknown, template_of
from lineage_graph.model import Reason
from lineage_graph.records import NOTHING, Activity, Properties
from lineage_graph.site import Flow, Site, linked_at, together
from lineage_graph.stores.place import Place
from lineage_graph.stores.registry import PLACES


@understands("Script")
def script(activity: Activity, site: Site) -> Flow:
    """What all its scripts move, read and execute; one that cannot be read is a reason on the activity."""
    asked = tuple(_asked(activity, site))
    if not asked:
        return Flow(reason=Reason.MISSING_REFERENCE, detail="the activity holds no script")
    return together(map(_script, asked))


def _asked(activity: Activity, site: Site) -> Iterator[Asked]:
    at = linked_at(site, activity.linked_service)
    for one in activity.settings.items_of("scripts"):
        if isinstance(one, Properties):
            place = Place(PLACES.get(at.type, at.type), NOTHING, at, site.scope)
            if text := at.holes.write(template_of(one.get("text"), site.scope)):
                yield Asked(site, place, text)


def _script(asked: Asked) -> Flow:
    answer = understood(asked)
    if isinstance(answer, Unknown):
        return Flow(reason=answer.reason, detail=answer.detail)
    return done(asked.site, answer, asked.place.connection)
