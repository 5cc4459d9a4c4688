"""The scheduled refresh: every source of ``lineage.yml`` read again, what changed loaded, what ran since added.

``refresh`` is the way in, for one round; ``metrics`` says how it went for whoever watches.
"""

from lineage_graph.refresh.metrics import metrics
from lineage_graph.refresh.round import Refreshed, RefreshOptions, exit_code, refresh

__all__ = ["RefreshOptions", "Refreshed", "exit_code", "metrics", "refresh"]
