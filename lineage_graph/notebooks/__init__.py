"""What the cells of a Synapse or Databricks notebook read and write by literal path or table. The code never runs.

A further language is a module like ``python_code`` that makes chains of calls, named in ``notebook._LANGUAGES``;
a further library is a rule in ``chains``.
"""

from lineage_graph.notebooks.access import FIRST_HOLE, Access, Accesses, Hole, Run, Unread
from lineage_graph.notebooks.notebook import reads_and_writes

__all__ = ["FIRST_HOLE", "Access", "Accesses", "Hole", "Run", "Unread", "reads_and_writes"]
