// The assets that these processes read.
//
// :param processes => ["adf://sales/pipelines/load%20orders/activities/copy%20orders=>abfss://raw@lake.dfs.core.windows.net/orders"]
// :returns key
UNWIND $processes AS start
MATCH (:Process {key: start})<-[flow:FEEDS]-(asset:Asset)
WHERE flow.removedAt IS NULL AND asset.removedAt IS NULL
RETURN DISTINCT asset.key AS key
ORDER BY key
