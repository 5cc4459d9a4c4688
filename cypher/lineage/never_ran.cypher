// Declared movements that no run was seen to carry out, although their pipeline ran.
//
// Branches that are never taken, activities that always fail, or runs whose records do not tell what they did. pipelineRuns
// counts the runs of the pipeline that are in the graph, lastPipelineRun is the latest of them.
//
// :returns process, service, pipeline, activity, asset, pipelineRuns, lastPipelineRun
MATCH (pipeline:Pipeline)<-[:RUN_OF]-(run:PipelineRun)
WITH pipeline, count(run) AS pipelineRuns, max(run.startedAt) AS lastPipelineRun
MATCH (pipeline)-[:CONTAINS*1..]->(activity:Activity)
WITH DISTINCT pipeline, pipelineRuns, lastPipelineRun, activity
MATCH (activity)-[performs:PERFORMS]->(process:Process)
WHERE performs.removedAt IS NULL AND process.removedAt IS NULL AND activity.removedAt IS NULL
  AND activity.state <> 'Inactive' AND coalesce(process.reason, '') <> 'inactive'
  AND NOT EXISTS { MATCH (process)-[seen:FEEDS|PRODUCES]-() WHERE seen.observed }
  AND NOT EXISTS { MATCH (process)<-[:INSTANCE_OF]-(:Process)-[seen:FEEDS|PRODUCES]-() WHERE seen.observed }
OPTIONAL MATCH (process)-[written:PRODUCES]->(asset:Asset)
WHERE written.removedAt IS NULL
OPTIONAL MATCH (service:Service)-[:CONTAINS]->(pipeline)
RETURN process.key AS process, service.name AS service, pipeline.name AS pipeline, activity.name AS activity,
       asset.key AS asset, pipelineRuns, lastPipelineRun
ORDER BY service, pipeline, activity, process, asset
