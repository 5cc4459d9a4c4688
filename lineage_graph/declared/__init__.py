"""Definitions to declared lineage: one service's records become all the nodes and edges that they declare.

``declare`` is the way in. It is pure: no database, no network, no clock; the same records in any order give the same
declaration.
"""

from lineage_graph.declared.assemble import declare

__all__ = ["declare"]
