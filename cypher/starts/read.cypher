// The assets that these processes read.
//
// certain leaves out what they read only where patterns of names overlap.
// since, a time like 2026-11-01T00:00:00Z or null, leaves out what has not run since then (README.md).
//
// :param processes => ["adf://sales/pipelines/load%20orders/activities/copy%20orders=>abfss://raw@lake.dfs.core.windows.net/orders"]
// :param certain => false
// :param since => null
// :returns key
UNWIND $processes AS start
MATCH (process:Process {key: start})<-[flow:FEEDS]-(asset:Asset)
WHERE flow.removedAt IS NULL AND asset.removedAt IS NULL
  AND NOT ($certain AND coalesce(flow.match, 'exact') = 'pattern')
  AND ($since IS NULL OR EXISTS {
    MATCH (process)-[any:FEEDS|PRODUCES]-()
    WHERE any.lastRun >= datetime($since) OR (any.observed AND any.lastRun IS NULL)
  })
RETURN DISTINCT asset.key AS key
ORDER BY key
