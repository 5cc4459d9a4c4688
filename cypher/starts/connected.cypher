// The assets that move through a linked service or a dataset.
//
// What uses it, directly or through a dataset, reads and writes them, and they lie in a store that it connects
// to. A dataset takes the store of its linked service. What only overlaps moves through others.
//
// :param key => "adf://sales/linkedservices/crm"
// :returns key
MATCH (connection:LinkedService|Dataset {key: $key})
CALL (connection) {
  MATCH (connection)-[connects:CONNECTS_TO]->(store:Store)
  WHERE connects.removedAt IS NULL
  RETURN store
  UNION
  MATCH (connection)-[uses:USES]->(:LinkedService)-[connects:CONNECTS_TO]->(store:Store)
  WHERE uses.removedAt IS NULL AND connects.removedAt IS NULL
  RETURN store
}
MATCH ways = (connection)<-[:USES*1..]-(user:Activity|DataFlow)
WHERE all(step IN relationships(ways) WHERE step.removedAt IS NULL)
WITH DISTINCT store, user
CALL (user) {
  RETURN user AS performer
  UNION
  MATCH (user)<-[executes:EXECUTES]-(performer:Activity)
  WHERE executes.removedAt IS NULL
  RETURN performer
}
MATCH (performer)-[performs:PERFORMS]->(process:Process)
WHERE performs.removedAt IS NULL
  AND performer.removedAt IS NULL AND coalesce(performer.state, '') <> 'Inactive' AND process.removedAt IS NULL
  AND coalesce(process.reason, '') <> 'inactive'
WITH DISTINCT store, process
MATCH (process)-[flow:FEEDS|PRODUCES]-(asset:Asset)-[stored:STORED_IN]->(store)
WHERE coalesce(flow.match, 'exact') = 'exact'
  AND flow.removedAt IS NULL AND stored.removedAt IS NULL AND asset.removedAt IS NULL
RETURN DISTINCT asset.key AS key
ORDER BY key
