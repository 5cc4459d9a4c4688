// What leads from each of these assets to the next, in lists of process, pipeline and asset behind it.
//
// For programs that look at the whole of a net: its order, its weak points, what lies between two ends.
//
// :param keys => ["mssql://crm.example/sales/dbo/customer"]
// :param certain => false
// :returns key, flows
UNWIND $keys AS start
MATCH (asset:Asset {key: start})-[feeds:FEEDS]->(process:Process)
WHERE feeds.removedAt IS NULL AND process.removedAt IS NULL AND coalesce(process.reason, '') <> 'inactive'
  AND NOT ($certain AND coalesce(feeds.match, 'exact') = 'pattern')
MATCH (process)<-[performs:PERFORMS]-(performer)
WHERE performs.removedAt IS NULL
CALL (performer) {
  OPTIONAL MATCH (pipeline:Pipeline)-[:CONTAINS*1..]->(performer)
  RETURN DISTINCT pipeline
}
OPTIONAL MATCH (process)-[produces:PRODUCES]->(output:Asset)
WHERE produces.removedAt IS NULL AND output.removedAt IS NULL
WITH asset, process, coalesce(pipeline, performer) AS owner, output
ORDER BY process.key
RETURN asset.key AS key, collect([process.key, owner.key, output.key]) AS flows
ORDER BY key
