"""Activity to lineage: what it reads, what it writes, what it has run.

To add a type, write ``activities/<type>.py`` with one function marked ``@understands("Type")``, Azure's own word. Types
that are known to move no data stand in ``control.py``, so that unknown and known-to-be-empty differ.
"""

import importlib
import pkgutil

from lineage_graph.activities.registry import ACTIVITIES
from lineage_graph.model import Reason
from lineage_graph.records import Activity
from lineage_graph.site import Flow, Site

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")


def understand(activity: Activity, site: Site) -> Flow:
    """What the activity does in that context; an inactive one does nothing, an unknown type says so."""
    if not activity.active:
        return Flow(reason=Reason.INACTIVE)
    function = ACTIVITIES.get(activity.type)
    if function is None:
        return Flow(reason=Reason.UNKNOWN_ACTIVITY_TYPE, detail=activity.type)
    return function(activity, site)
