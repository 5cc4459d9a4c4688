"""The Cypher of pruning: which runs are old, what the lineage keeps of them, and their end."""

from typing import Final

SOURCES: Final = """
MATCH (s:Source {kind: $kind})
RETURN s.key AS source, s.service AS service
ORDER BY source
"""

PRUNED_BEFORE: Final = """
OPTIONAL MATCH (s:Source {key: $source})
RETURN s.prunedBefore AS before
"""

COUNTED: Final = """
OPTIONAL MATCH (s:Source {key: $source})
RETURN coalesce(s.counted, true) AS counted
"""

NOTE_PRUNED: Final = """
MATCH (s:Source {key: $source})
WHERE s.prunedBefore IS NULL OR s.prunedBefore < $before
SET s.prunedBefore = $before, s.runFiles = null, s.runsBeside = null, s.runsHeld = null
"""
"""The files that were loaded are read again: some of their runs will be refused, and must be told of."""

KEEP_COUNTS: Final = """
UNWIND $keys AS key
MATCH (:ActivityRun {key: key})-[e:EXECUTED]->(p:Process)
WHERE e.moved
WITH p, count(e) AS runs, sum(e.rowsRead) AS read, sum(e.rowsWritten) AS written
MATCH (p)-[flow:FEEDS|PRODUCES]-(:Asset)
WHERE type(flow) = 'PRODUCES' OR any(source IN flow.sources WHERE source <> 'join')
SET flow.prunedRuns = coalesce(flow.prunedRuns, 0) + runs,
    flow.prunedRows = coalesce(flow.prunedRows, 0) + CASE type(flow) WHEN 'FEEDS' THEN read ELSE written END
"""
"""The same relationships as those on which runs are counted."""

_IS_OLD: Final = {
    "ActivityRun": """
  AND (r.status IN $ended AND coalesce(r.endedAt, r.startedAt) < $before
    OR EXISTS { MATCH (r)-[:PART_OF]->(w:PipelineRun)
                WHERE w.status IN $ended AND coalesce(w.endedAt, w.updatedAt, w.startedAt) < $before })""",
    "PipelineRun": """
  AND (r.status IN $ended AND coalesce(r.endedAt, r.updatedAt, r.startedAt) < $before
    OR r.status = 'Unknown' AND r.startedAt IS NULL AND NOT EXISTS { MATCH (r)<-[:PART_OF]-() })""",
}
"""What belongs to an old run of a pipeline is as old; a pipeline's run that nothing tells of any more tells nothing."""


def count(label: str) -> str:
    """How many runs are old."""
    return f"MATCH (r:{label})\nWHERE r.key STARTS WITH $below{_IS_OLD[label]}\nRETURN count(r) AS number"


def old(label: str) -> str:
    """The keys of old runs behind the key ``$after``, in order."""
    return (
        f"MATCH (r:{label})\nWHERE r.key STARTS WITH $below AND r.key > $after{_IS_OLD[label]}\n"
        "RETURN r.key AS key ORDER BY key LIMIT toInteger($limit)"
    )


def delete(label: str) -> str:
    """Delete the runs with ``$keys``."""
    return f"UNWIND $keys AS key\nMATCH (r:{label} {{key: key}})\nDETACH DELETE r"
