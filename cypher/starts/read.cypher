// The assets that these processes read.
//
// certain leaves out what they read only where patterns of names overlap.
//
// :param processes => ["adf://sales/pipelines/load%20orders/activities/copy%20orders=>abfss://raw@lake.dfs.core.windows.net/orders"]
// :param certain => false
// :returns key
UNWIND $processes AS start
MATCH (:Process {key: start})<-[flow:FEEDS]-(asset:Asset)
WHERE flow.removedAt IS NULL AND asset.removedAt IS NULL
  AND NOT ($certain AND coalesce(flow.match, 'exact') = 'pattern')
RETURN DISTINCT asset.key AS key
ORDER BY key
