// Where the values of this column come from, nearest first.
//
// Known for what the runs of data flows told of their columns; hops count the processes on the shortest way, kinds are
// those of the step at that column. since is a time like 2026-11-01T00:00:00Z, or null.
//
// :param key => "abfss://raw@lake.dfs.core.windows.net/orders#Amount"
// :param since => null
// :returns key, name, asset, hops, kinds, lastRun
MATCH path = (:Column {key: $key})<-[:DERIVES*1..]-(column:Column)
WHERE all(step IN relationships(path) WHERE step.removedAt IS NULL
          AND ($since IS NULL OR step.lastRun >= datetime($since)))
WITH column, min(length(path)) AS hops
WHERE column.key <> $key AND column.removedAt IS NULL
CALL (column) {
  MATCH (column)-[step:DERIVES]->(:Column)
  WHERE step.removedAt IS NULL AND ($since IS NULL OR step.lastRun >= datetime($since))
  RETURN collect(DISTINCT step.kind) AS kinds, max(step.lastRun) AS lastRun
}
RETURN column.key AS key, column.name AS name,
       head(COLLECT {
         MATCH (asset:Asset)-[has:HAS_COLUMN]->(column)
         WHERE has.removedAt IS NULL
         RETURN asset.key ORDER BY asset.key
       }) AS asset, hops, kinds, lastRun
ORDER BY hops, key
