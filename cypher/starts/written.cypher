// The assets that these processes write.
//
// since, a time like 2026-11-01T00:00:00Z or null, leaves out what has not run since then (README.md).
//
// :param processes => ["adf://sales/pipelines/load%20orders/activities/copy%20orders=>abfss://raw@lake.dfs.core.windows.net/orders"]
// :param since => null
// :returns key
UNWIND $processes AS start
MATCH (:Process {key: start})-[flow:PRODUCES]->(asset:Asset)
WHERE flow.removedAt IS NULL AND asset.removedAt IS NULL
  AND ($since IS NULL OR flow.lastRun >= datetime($since) OR (flow.observed AND flow.lastRun IS NULL))
RETURN DISTINCT asset.key AS key
ORDER BY key
