"""Which assets overlap what a process reads: folders and what lies in them, wildcards, names with unknown parts. Pure.

``relation`` compares two keys, ``Index`` finds all keys of one container that overlap one. How two segments meet is in
``segments``, what follows from it in ``verdict``; a store whose keys are paths is named in ``addresses``, one that
folds names in ``spelling``. A date that one writes as several folders is met in ``dates`` and ``layouts``.
``instances`` tells which processes follow where a value is seen for an unknown part.
"""

from lineage_graph.overlap.addresses import Address, address, below
from lineage_graph.overlap.index import Index
from lineage_graph.overlap.naming import derived_name, has_marks
from lineage_graph.overlap.relation import relation
from lineage_graph.overlap.segments import DATE

__all__ = ["DATE", "Address", "Index", "address", "below", "derived_name", "has_marks", "relation"]
