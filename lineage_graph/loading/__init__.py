"""From what was read to the graph: declare and write what is new, pass over what is there already.

``load_services`` is the way in; what it gives back has all that a summary for people needs.
"""

from lineage_graph.loading.account import Account, together
from lineage_graph.loading.services import Loaded, load_services

__all__ = ["Account", "Loaded", "load_services", "together"]
