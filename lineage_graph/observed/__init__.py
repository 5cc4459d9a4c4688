"""Runs to observed lineage: what really ran, which processes it carried out, and between which data.

``Observer`` is the way in. It is pure: no database, no network, no clock; the same runs in any order give the same
observation.
"""

from lineage_graph.observed.nodes import run_key
from lineage_graph.observed.observer import Observer
from lineage_graph.records import PipelineRuns

__all__ = ["Observer", "PipelineRuns", "run_key"]
