// The columns of this asset, and the columns that their values come from and go into directly.
//
// Known for what the runs of data flows told of their columns. comesFrom and goesInto are keys; lastRun is the latest
// run that wrote the column so.
//
// :param key => "abfss://raw@lake.dfs.core.windows.net/orders"
// :returns key, name, comesFrom, goesInto, lastRun
MATCH (asset:Asset {key: $key})-[has:HAS_COLUMN]->(column:Column)
WHERE has.removedAt IS NULL AND column.removedAt IS NULL
CALL (column) {
  OPTIONAL MATCH (origin:Column)-[derives:DERIVES]->(column)
  WHERE derives.removedAt IS NULL
  RETURN max(derives.lastRun) AS lastRun
}
RETURN column.key AS key, column.name AS name,
       COLLECT {
         MATCH (origin:Column)-[derives:DERIVES]->(column)
         WHERE derives.removedAt IS NULL
         RETURN DISTINCT origin.key AS origin ORDER BY origin
       } AS comesFrom,
       COLLECT {
         MATCH (column)-[derives:DERIVES]->(target:Column)
         WHERE derives.removedAt IS NULL
         RETURN DISTINCT target.key AS target ORDER BY target
       } AS goesInto,
       lastRun
ORDER BY key
