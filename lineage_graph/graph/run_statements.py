"""The Cypher of runs: what is known of them, who started whom, and what the lineage has seen of them."""

from typing import Final

BEGIN_COUNTING: Final = """
MATCH (s:Source {key: $source})
WITH s, coalesce(s.counted, true) = false AS missed
SET s.counted = false
RETURN missed
"""
"""Runs are written before the lineage counts them: whoever comes after an interruption counts all anew."""

COUNTED: Final = """
MATCH (s:Source {key: $source})
SET s.counted = true
"""

EXECUTED_PROCESSES: Final = """
MATCH (:ActivityRun)-[:EXECUTED]->(p:Process)
WHERE p.key STARTS WITH $below
RETURN DISTINCT p.key AS key
"""

STARTED: Final = """
UNWIND $rows AS row
MATCH (child:PipelineRun {key: row[0]})
MATCH (parent:ActivityRun {key: row[1]})
RETURN child.key AS child, parent.key AS parent
"""
"""Of pairs of a pipeline's run and the activity's run that says it started it, those of which both are there."""

CALLED: Final = """
UNWIND $rows AS row
MATCH (child:PipelineRun {key: row[0]})
MATCH (:PipelineRun {key: row[1]})<-[:PART_OF]-(parent:ActivityRun)
WHERE parent.childRun = child.runId
RETURN child.key AS child, parent.key AS parent
"""
"""Of pairs of a pipeline's run and the run that called it, the activity's run that did."""

SEEN: Final = """
UNWIND $processes AS key
MATCH (p:Process {key: key})
CALL (p) {
  MATCH (p)<-[e:EXECUTED]-(r:ActivityRun)
  WHERE e.moved
  RETURN count(r) AS runCount, min(r.startedAt) AS firstRun, max(r.startedAt) AS lastRun
}
CALL (p) {
  MATCH (p)<-[:EXECUTED]-(r:ActivityRun)
  RETURN r.status AS lastStatus
  ORDER BY r.startedAt DESC, r.key DESC
  LIMIT 1
}
CALL (p) {
  OPTIONAL MATCH (p)<-[e:EXECUTED]-(r:ActivityRun)
  WHERE e.moved
  RETURN e AS latest
  ORDER BY r.startedAt DESC, r.key DESC
  LIMIT 1
}
RETURN key, runCount, firstRun, lastRun, lastStatus,
       latest.rowsRead AS rowsRead, latest.rowsWritten AS rowsWritten,
       latest.bytesRead AS bytesRead, latest.bytesWritten AS bytesWritten
"""
"""What the runs of processes come to: those that moved data counted, and the figures of the last one."""

SET_FEEDS: Final = """
UNWIND $rows AS row
MATCH (:Asset)-[f:FEEDS]->(:Process {key: row.key})
WHERE any(source IN f.sources WHERE source <> 'join')
  AND (coalesce(f.runCount, 0) <> row.runCount OR coalesce(f.lastStatus, '') <> row.lastStatus
    OR f.lastRun <> row.lastRun OR f.firstRun <> row.firstRun
    OR coalesce(f.rows, -1) <> coalesce(row.rowsRead, -1) OR coalesce(f.bytes, -1) <> coalesce(row.bytesRead, -1))
SET f.observed = f.observed OR row.runCount > 0, f.runCount = row.runCount, f.firstRun = row.firstRun,
    f.lastRun = row.lastRun, f.lastStatus = row.lastStatus, f.rows = row.rowsRead, f.bytes = row.bytesRead
RETURN count(f) AS changed
"""

SET_PRODUCES: Final = """
UNWIND $rows AS row
MATCH (:Process {key: row.key})-[o:PRODUCES]->(:Asset)
WHERE coalesce(o.runCount, 0) <> row.runCount OR coalesce(o.lastStatus, '') <> row.lastStatus
  OR o.lastRun <> row.lastRun OR o.firstRun <> row.firstRun
  OR coalesce(o.rows, -1) <> coalesce(row.rowsWritten, -1) OR coalesce(o.bytes, -1) <> coalesce(row.bytesWritten, -1)
SET o.observed = o.observed OR row.runCount > 0, o.runCount = row.runCount, o.firstRun = row.firstRun,
    o.lastRun = row.lastRun, o.lastStatus = row.lastStatus, o.rows = row.rowsWritten, o.bytes = row.bytesWritten
RETURN count(o) AS changed
"""


def later(label: str) -> str:
    """What the graph knows of the runs with ``$keys``."""
    return f"MATCH (r:{label})\nWHERE r.key IN $keys\nRETURN r.key AS key, r.status AS status, r.updatedAt AS updated"
