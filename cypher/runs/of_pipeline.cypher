// The last runs of this pipeline, or of all pipelines of this service, newest first.
//
// Rows are those of all activities that took part. Where a run failed, the code and perhaps the message are those of the
// first activity that did. startedBy is the trigger or the person, caller the pipeline that called this one (the id of
// its run where that was not loaded). No statuses: any; since is a time like 2026-11-01T00:00:00Z, or null.
//
// :param key => "adf://sales/pipelines/load%20orders"
// :param statuses => []
// :param since => null
// :param limit => 20
// :returns key, pipeline, activity, status, startedAt, endedAt, durationMs, rowsRead, rowsWritten, attempt, startedBy, caller, errorCode, message
CALL () {
  MATCH (pipeline:Pipeline {key: $key})
  RETURN pipeline
  UNION
  MATCH (:Service {key: $key})-[:CONTAINS]->(pipeline:Pipeline)
  RETURN pipeline
}
MATCH (pipeline)<-[:RUN_OF]-(run:PipelineRun)
WITH pipeline, run, coalesce(run.startedAt, run.updatedAt) AS at
WHERE (size($statuses) = 0 OR run.status IN $statuses) AND ($since IS NULL OR at >= datetime($since))
WITH pipeline, run, at
ORDER BY at IS NULL, at DESC, run.key
LIMIT toInteger($limit)
CALL (run) {
  MATCH (run)<-[:PART_OF]-(:ActivityRun)-[done:EXECUTED]->(:Process)
  RETURN CASE WHEN count(done.rowsRead) > 0 THEN sum(done.rowsRead) END AS rowsRead,
         CASE WHEN count(done.rowsWritten) > 0 THEN sum(done.rowsWritten) END AS rowsWritten
}
WITH pipeline, run, at, rowsRead, rowsWritten, run.status = 'Succeeded' AS went,
     head(COLLECT {
       MATCH (run)<-[:PART_OF]-(part:ActivityRun {status: 'Failed'})
       RETURN part ORDER BY part.startedAt, part.key
     }) AS failed,
     head(COLLECT { MATCH (run)-[:STARTED_BY]->(by:Trigger) RETURN by.name ORDER BY by.name }) AS trigger,
     head(COLLECT {
       MATCH (run)-[:STARTED_BY]->(:ActivityRun)-[:PART_OF]->(:PipelineRun)-[:RUN_OF]->(by:Pipeline)
       RETURN by.name ORDER BY by.name
     }) AS caller
RETURN run.key AS key, pipeline.name AS pipeline, null AS activity, run.status AS status, run.startedAt AS startedAt,
       run.endedAt AS endedAt, run.durationMs AS durationMs, rowsRead, rowsWritten, null AS attempt,
       coalesce(trigger, CASE WHEN run.parentRun IS NULL THEN run.invokedBy END) AS startedBy,
       coalesce(caller, run.parentRun) AS caller, CASE WHEN NOT went THEN failed.errorCode END AS errorCode,
       coalesce(run.message, CASE WHEN NOT went THEN failed.message END) AS message
ORDER BY at IS NULL, at DESC, key
