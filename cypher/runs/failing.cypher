// What failed the last time that it ran, what it should have written, and who reads that.
//
// lastRun is when it last moved data: since then the asset is as old as that, and so is what the readers make of it.
// readers are the pipelines next behind it; impact/downstream tells all that lies further.
//
// :returns process, pipeline, activity, asset, assetName, lastRun, runCount, readers
MATCH (process:Process)-[flow:PRODUCES]->(asset:Asset)
WHERE flow.lastStatus = 'Failed' AND flow.removedAt IS NULL AND asset.removedAt IS NULL
MATCH (process)<-[performs:PERFORMS]-(performer)
WHERE performs.removedAt IS NULL
CALL (performer) {
  OPTIONAL MATCH (pipeline:Pipeline)-[:CONTAINS*1..]->(performer)
  RETURN DISTINCT pipeline
}
WITH process, flow, asset, performer, pipeline,
     COLLECT {
       MATCH (asset)-[feeds:FEEDS]->(:Process)<-[:PERFORMS]-()<-[:CONTAINS*1..]-(reader:Pipeline)
       WHERE feeds.removedAt IS NULL
       RETURN DISTINCT reader.name ORDER BY reader.name
     } AS readers
RETURN process.key AS process, pipeline.name AS pipeline, performer.name AS activity, asset.key AS asset,
       asset.name AS assetName, flow.lastRun AS lastRun, flow.runCount AS runCount, readers
ORDER BY lastRun, process
