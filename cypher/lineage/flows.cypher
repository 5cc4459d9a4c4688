// What leads from each of these assets to the next, in lists of process, pipeline and asset behind it.
//
// For programs that look at the whole of a net: its order, its weak points, what lies between two ends.
// since, a time like 2026-11-01T00:00:00Z or null, leaves out what has not run since then (README.md).
//
// :param keys => ["mssql://crm.example/sales/dbo/customer"]
// :param certain => false
// :param since => null
// :returns key, flows
UNWIND $keys AS start
MATCH (asset:Asset {key: start})-[feeds:FEEDS]->(process:Process)
WHERE feeds.removedAt IS NULL AND process.removedAt IS NULL AND coalesce(process.reason, '') <> 'inactive'
  AND NOT ($certain AND coalesce(feeds.match, 'exact') = 'pattern')
  AND ($since IS NULL OR EXISTS {
    MATCH (process)-[flow:FEEDS|PRODUCES]-()
    WHERE flow.lastRun >= datetime($since) OR (flow.observed AND flow.lastRun IS NULL)
  })
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
