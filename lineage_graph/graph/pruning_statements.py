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

UNENDED: Final = """
CALL () {
  MATCH (r:PipelineRun)
  WHERE r.key STARTS WITH $below AND NOT r.status IN $ended
  RETURN r.key AS key
  UNION
  MATCH (r:ActivityRun)
  WHERE r.key STARTS WITH $below AND NOT r.status IN $ended
  RETURN r.key AS key
}
RETURN key
ORDER BY key
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
MATCH (r:ActivityRun {key: key})-[e:EXECUTED]->(:Process)-[:INSTANCE_OF*0..]->(p:Process)
WHERE e.moved
WITH DISTINCT p, r, e
WITH p, count(DISTINCT r) AS runs, sum(e.rowsRead) AS read, sum(e.rowsWritten) AS written
MATCH (p)-[flow:FEEDS|PRODUCES]-(:Asset)
WHERE type(flow) = 'PRODUCES' OR any(source IN flow.sources WHERE source <> 'join')
SET flow.prunedRuns = coalesce(flow.prunedRuns, 0) + runs,
    flow.prunedRows = coalesce(flow.prunedRows, 0) + CASE type(flow) WHEN 'FEEDS' THEN read ELSE written END
"""
"""The same relationships as those on which runs are counted."""

KEEP_COLUMN_COUNTS: Final = """
UNWIND $keys AS key
MATCH (:ActivityRun {key: key})-[e:EXECUTED]->(p:Process)
WHERE e.moved AND e.columns IS NOT NULL
WITH p, e.columns AS columns, count(e) AS runs
MATCH (p)-[:PRODUCES]->(:Asset)-[:HAS_COLUMN]->(:Column)<-[flow:DERIVES {process: p.key}]-(:Column)
WHERE any(mapping IN flow.mappings WHERE split(mapping, ' ')[1] = columns)
WITH DISTINCT flow, columns, runs
WITH flow, sum(runs) AS runs
SET flow.prunedRuns = coalesce(flow.prunedRuns, 0) + runs
"""

_CALLS: Final = """
UNWIND $keys AS key
MATCH ({old} {{key: key}})
MATCH (activity:Activity)<-[:RUN_OF]-(parent)<-[:STARTED_BY]-(child)-[:RUN_OF]->(pipeline:Pipeline)
MATCH (activity)-[flow:CALLS]->(pipeline)
WITH flow, count(DISTINCT child) AS runs
SET flow.prunedRuns = coalesce(flow.prunedRuns, 0) + runs
"""
"""With either of both runs goes who called whom."""

KEEP_CALLS: Final = {
    "ActivityRun": _CALLS.format(old="parent:ActivityRun"),
    "PipelineRun": _CALLS.format(old="child:PipelineRun"),
}

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
