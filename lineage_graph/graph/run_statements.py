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
SET s.counted = true,
    s.latestRun = CASE WHEN s.latestRun >= $latest OR $latest IS NULL THEN s.latestRun ELSE $latest END
"""
"""``latestRun`` is the latest time that any record told of; it stays when runs are pruned."""

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

_TOGETHER: Final = """
WITH row, flow, coalesce(flow.prunedRuns, 0) AS pruned
WITH row, flow, row.runCount + pruned AS runCount,
     CASE WHEN pruned > 0 AND (row.firstRun IS NULL OR flow.firstRun < row.firstRun)
       THEN flow.firstRun ELSE row.firstRun END AS firstRun,
     CASE WHEN pruned > 0 AND (row.lastRun IS NULL OR flow.lastRun > row.lastRun)
       THEN flow.lastRun ELSE row.lastRun END AS lastRun,
     CASE WHEN pruned > 0 AND row.lastRun IS NULL THEN flow.rows ELSE row.{rows} END AS rows,
     CASE WHEN pruned > 0 AND row.lastRun IS NULL THEN flow.bytes ELSE row.{bytes} END AS bytes
WHERE coalesce(flow.runCount, 0) <> runCount OR coalesce(flow.lastStatus, '') <> row.lastStatus
  OR flow.lastRun <> lastRun OR flow.firstRun <> firstRun
  OR coalesce(flow.rows, -1) <> coalesce(rows, -1) OR coalesce(flow.bytes, -1) <> coalesce(bytes, -1)
SET flow.observed = flow.observed OR runCount > 0, flow.runCount = runCount, flow.firstRun = firstRun,
    flow.lastRun = lastRun, flow.lastStatus = row.lastStatus, flow.rows = rows, flow.bytes = bytes
RETURN count(flow) AS changed
"""
"""The runs that are there and what is kept of those that are pruned."""

SET_FEEDS: Final = """
UNWIND $rows AS row
MATCH (:Asset)-[flow:FEEDS]->(:Process {key: row.key})
WHERE any(source IN flow.sources WHERE source <> 'join')""" + _TOGETHER.format(rows="rowsRead", bytes="bytesRead")

SET_PRODUCES: Final = """
UNWIND $rows AS row
MATCH (:Process {key: row.key})-[flow:PRODUCES]->(:Asset)""" + _TOGETHER.format(
    rows="rowsWritten", bytes="bytesWritten"
)


def known(label: str) -> str:
    """What the graph knows of the runs with ``$keys``."""
    return (
        f"MATCH (r:{label})\nWHERE r.key IN $keys\nRETURN r.key AS key, r.status AS status, r.updatedAt AS updated,\n"
        "  r.endedAt AS ended, r.detailed AS detailed"
    )
