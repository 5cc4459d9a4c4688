"""From what was read to the graph: declare and write what is new, pass over what is there already, add what ran.

``load_reading`` is the way in; what it gives back has all that a summary for people needs.
"""

from lineage_graph.loading.account import Account, together
from lineage_graph.loading.reading import Loaded, load_reading
from lineage_graph.loading.runs import load_observed, observer_of
from lineage_graph.loading.services import LoadedServices, load_services

__all__ = [
    "Account",
    "Loaded",
    "LoadedServices",
    "load_observed",
    "load_reading",
    "load_services",
    "observer_of",
    "together",
]
