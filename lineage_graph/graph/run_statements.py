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
MATCH (s:Source {key: $source, leaseToken: $token})
SET s.counted = true,
    s.latestRun = CASE WHEN s.latestRun >= $latest OR $latest IS NULL THEN s.latestRun ELSE $latest END
"""
"""``latestRun`` is the latest time that any record told of; it stays when runs are pruned.

Who slept past its lease does not count for the one that has it now.
"""

EXECUTED_PROCESSES: Final = """
MATCH (:ActivityRun)-[:EXECUTED]->(p:Process)
WHERE p.key STARTS WITH $below
RETURN DISTINCT p.key AS key
"""

_CALL: Final = """OPTIONAL MATCH (parent)-[:RUN_OF]->(activity:Activity)
OPTIONAL MATCH (child)-[:RUN_OF]->(pipeline:Pipeline)
RETURN child.key AS child, parent.key AS parent, activity.key AS activity, pipeline.key AS pipeline
"""

STARTED: Final = (
    """
UNWIND $rows AS row
MATCH (child:PipelineRun {key: row[0]})
MATCH (parent:ActivityRun {key: row[1]})
"""
    + _CALL
)
"""Of pairs of a pipeline's run and the activity's run that says it started it, those of which both are there."""

CALLED: Final = (
    """
UNWIND $rows AS row
MATCH (child:PipelineRun {key: row[0]})
MATCH (:PipelineRun {key: row[1]})<-[:PART_OF]-(parent:ActivityRun)
WHERE parent.childRun = child.runId
"""
    + _CALL
)
"""Of pairs of a pipeline's run and the run that called it, the activity's run that did."""

CALLS_BELOW: Final = """
MATCH (parent:ActivityRun)<-[:STARTED_BY]-(child:PipelineRun)
WHERE parent.key STARTS WITH $below
MATCH (parent)-[:RUN_OF]->(activity:Activity)
MATCH (child)-[:RUN_OF]->(pipeline:Pipeline)
RETURN DISTINCT activity.key AS activity, pipeline.key AS pipeline
"""
"""Every call of the service's activities that runs tell of."""

COUNT_CALLS: Final = """
UNWIND $calls AS call
MATCH (activity:Activity {key: call[0]})-[flow:CALLS]->(pipeline:Pipeline {key: call[1]})
CALL (activity, pipeline) {
  MATCH (activity)<-[:RUN_OF]-(:ActivityRun)<-[:STARTED_BY]-(run:PipelineRun)-[:RUN_OF]->(pipeline)
  WITH run
  ORDER BY run.startedAt DESC, run.key DESC
  RETURN count(run) AS counted, min(run.startedAt) AS first, max(run.startedAt) AS last,
         head(collect(run.status)) AS status
}
WITH flow, counted, first, last, status, coalesce(flow.prunedRuns, 0) AS pruned
WITH flow, counted + pruned AS runCount,
     CASE WHEN pruned > 0 AND (first IS NULL OR flow.firstRun < first) THEN flow.firstRun ELSE first END AS firstRun,
     CASE WHEN pruned > 0 AND (last IS NULL OR flow.lastRun > last) THEN flow.lastRun ELSE last END AS lastRun,
     CASE WHEN pruned > 0 AND (last IS NULL OR flow.lastRun > last) THEN flow.lastStatus ELSE status END AS lastStatus
WHERE coalesce(flow.runCount, 0) <> runCount OR coalesce(flow.lastStatus, '') <> coalesce(lastStatus, '')
  OR flow.lastRun <> lastRun OR flow.firstRun <> firstRun
SET flow.observed = flow.observed OR runCount > 0, flow.runCount = runCount, flow.firstRun = firstRun,
    flow.lastRun = lastRun, flow.lastStatus = lastStatus
RETURN count(flow) AS changed
"""
"""How often an activity called a pipeline, and how the called run ended the last time."""

AND_PATTERNS: Final = """
UNWIND $processes AS key
MATCH (:Process {key: key})-[:INSTANCE_OF*0..]->(p:Process)
RETURN DISTINCT p.key AS key
"""
"""A run of an instance is one of its pattern, too."""

SEEN: Final = """
UNWIND $processes AS key
MATCH (p:Process {key: key})
CALL (p) {
  MATCH (p)<-[:INSTANCE_OF*0..]-(one:Process)<-[e:EXECUTED]-(r:ActivityRun)
  WITH r, e, CASE WHEN e.moved THEN r.startedAt END AS moved, [r.startedAt, r.key, r.status] AS run, one.key AS one
  RETURN count(DISTINCT CASE WHEN e.moved THEN r END) AS runCount, min(moved) AS firstRun, max(moved) AS lastRun,
         max(run)[2] AS lastStatus,
         max(CASE WHEN e.moved THEN [
           run[0], run[1], one, e.rowsRead, e.rowsWritten, e.bytesRead, e.bytesWritten
         ] END) AS latest
}
WITH key, runCount, firstRun, lastRun, lastStatus, latest
WHERE lastStatus IS NOT NULL
RETURN key, runCount, firstRun, lastRun, lastStatus,
       latest[3] AS rowsRead, latest[4] AS rowsWritten, latest[5] AS bytesRead, latest[6] AS bytesWritten
"""
"""What the runs of processes and their instances come to: those that moved data, each once, and the last's figures.

Of lists the one is greater whose first item that differs is, so that the latest run is found without sorting them all.
"""

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


ADD_MAPPINGS: Final = """
UNWIND $rows AS row
MATCH (:Column {key: row.start})-[flow:DERIVES {process: row.process}]->(:Column {key: row.end})
WITH flow, row.mappings AS new, coalesce(flow.mappings, []) AS old
WHERE any(one IN new WHERE NOT one IN old)
SET flow.mappings = COLLECT { UNWIND old + new AS one RETURN DISTINCT one ORDER BY one }
"""

SEEN_COLUMNS: Final = """
UNWIND $processes AS key
MATCH (:Process {key: key})<-[e:EXECUTED]-(r:ActivityRun)
WHERE e.moved AND e.columns IS NOT NULL
WITH key, e.columns AS columns, r
ORDER BY r.startedAt DESC, r.key DESC
WITH key, columns, count(r) AS runCount, min(r.startedAt) AS firstRun, max(r.startedAt) AS lastRun,
     head(collect(r.status)) AS lastStatus
RETURN key, collect({columns: columns, runCount: runCount, firstRun: firstRun, lastRun: lastRun,
                     lastStatus: lastStatus}) AS told
"""
"""What the runs of processes come to that told the same of the columns."""

SET_DERIVES: Final = """
UNWIND $processes AS key
MATCH (:Process {key: key})-[:PRODUCES]->(:Asset)-[:HAS_COLUMN]->(:Column)<-[flow:DERIVES {process: key}]-(:Column)
WHERE flow.mappings IS NOT NULL
WITH DISTINCT key, flow, coalesce([row IN $rows WHERE row.key = key][0].told, []) AS told
CALL (flow, told) {
  UNWIND flow.mappings AS mapping
  UNWIND told AS one
  WITH mapping, one
  WHERE split(mapping, ' ')[1] = one.columns
  ORDER BY one.lastRun DESC, mapping
  RETURN sum(one.runCount) AS counted, min(one.firstRun) AS first, max(one.lastRun) AS last,
         head(collect(split(mapping, ' ')[0])) AS kind, head(collect(one.lastStatus)) AS status
}
WITH flow, counted, kind, status, coalesce(flow.prunedRuns, 0) AS pruned, first, last
WITH flow, counted + pruned AS runCount,
     CASE WHEN pruned > 0 AND (first IS NULL OR flow.firstRun < first) THEN flow.firstRun ELSE first END AS firstRun,
     CASE WHEN pruned > 0 AND (last IS NULL OR flow.lastRun > last) THEN flow.lastRun ELSE last END AS lastRun,
     CASE WHEN pruned > 0 AND (last IS NULL OR flow.lastRun > last) THEN flow.lastStatus ELSE status END AS lastStatus,
     CASE WHEN flow.declared OR (pruned > 0 AND (last IS NULL OR flow.lastRun > last)) THEN flow.kind
       ELSE kind END AS kind
WHERE coalesce(flow.runCount, 0) <> runCount OR coalesce(flow.lastStatus, '') <> coalesce(lastStatus, '')
  OR coalesce(flow.kind, '') <> coalesce(kind, '') OR flow.lastRun <> lastRun OR flow.firstRun <> firstRun
SET flow.observed = flow.observed OR runCount > 0, flow.runCount = runCount, flow.firstRun = firstRun,
    flow.lastRun = lastRun, flow.lastStatus = lastStatus, flow.kind = kind
RETURN count(flow) AS changed
"""
"""A column of which only older runs told keeps what they came to."""


def known(label: str) -> str:
    """What the graph knows of the runs with ``$keys``."""
    return (
        f"MATCH (r:{label})\nWHERE r.key IN $keys\nRETURN r.key AS key, r.status AS status, r.updatedAt AS updated,\n"
        "  r.endedAt AS ended, r.detailed AS detailed"
    )
