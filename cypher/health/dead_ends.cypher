// Pipelines that write data of which nobody reads anything.
//
// Candidates for switching off, unless people or tools outside this graph read what they write.
//
// :returns key, name, service, outputs
MATCH (service:Service)-[:CONTAINS]->(pipeline:Pipeline)
WHERE pipeline.removedAt IS NULL
MATCH (pipeline)-[:CONTAINS*1..]->(activity:Activity)
WITH DISTINCT service, pipeline, activity
MATCH (activity)-[performs:PERFORMS]->(:Process)-[produces:PRODUCES]->(asset:Asset)
WHERE performs.removedAt IS NULL AND produces.removedAt IS NULL AND asset.removedAt IS NULL
WITH service, pipeline, collect(DISTINCT asset) AS assets
WHERE none(asset IN assets WHERE EXISTS { (asset)-[feeds:FEEDS]->() WHERE feeds.removedAt IS NULL })
RETURN pipeline.key AS key, pipeline.name AS name, service.name AS service, size(assets) AS outputs
ORDER BY service, name, key
