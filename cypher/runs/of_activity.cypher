// The last runs of this activity, newest first: one for each attempt and each round of a loop.
//
// startedBy and caller are those of the pipeline's run: the trigger or the person, and the pipeline that called it.
// read and written are the places behind a name that is a pattern. No statuses: any; since is a time like
// 2026-11-01T00:00:00Z, or null.
//
// :param key => "adf://sales/pipelines/load%20orders/activities/copy%20orders"
// :param statuses => []
// :param since => null
// :param limit => 20
// :returns key, pipeline, activity, status, startedAt, endedAt, durationMs, rowsRead, rowsWritten, attempt, startedBy, caller, errorCode, message, read, written
MATCH (activity:Activity {key: $key})<-[:RUN_OF]-(run:ActivityRun)
WHERE (size($statuses) = 0 OR run.status IN $statuses) AND ($since IS NULL OR run.startedAt >= datetime($since))
WITH activity, run, run.startedAt AS at
ORDER BY at IS NULL, at DESC, run.key
LIMIT toInteger($limit)
CALL (run) {
  MATCH (run)-[done:EXECUTED]->(process:Process)
  WITH process.step AS step, max(done.rowsRead) AS taken, max(done.rowsWritten) AS given
  RETURN max(taken) AS rowsRead, CASE WHEN count(given) > 0 THEN sum(given) END AS rowsWritten
}
CALL (run) {
  OPTIONAL MATCH (run)-[:PART_OF]->(whole:PipelineRun)-[:RUN_OF]->(pipeline:Pipeline)
  RETURN whole, pipeline
  LIMIT 1
}
WITH activity, run, at, rowsRead, rowsWritten, whole, pipeline,
     head(COLLECT { MATCH (whole)-[:STARTED_BY]->(by:Trigger) RETURN by.name ORDER BY by.name }) AS trigger,
     head(COLLECT {
       MATCH (whole)-[:STARTED_BY]->(:ActivityRun)-[:PART_OF]->(:PipelineRun)-[:RUN_OF]->(by:Pipeline)
       RETURN by.name ORDER BY by.name
     }) AS caller
RETURN run.key AS key, pipeline.name AS pipeline, activity.name AS activity, run.status AS status,
       run.startedAt AS startedAt, run.endedAt AS endedAt, run.durationMs AS durationMs, rowsRead, rowsWritten,
       run.attempt AS attempt,
       coalesce(trigger, CASE WHEN whole.parentRun IS NULL THEN whole.invokedBy END) AS startedBy,
       coalesce(caller, whole.parentRun) AS caller, run.errorCode AS errorCode, run.message AS message,
       COLLECT {
         MATCH (run)-[done:EXECUTED]->(:Process)
         UNWIND done.read AS place
         RETURN DISTINCT place ORDER BY place LIMIT 20
       } AS read,
       COLLECT {
         MATCH (run)-[done:EXECUTED]->(:Process)
         UNWIND done.written AS place
         RETURN DISTINCT place ORDER BY place LIMIT 20
       } AS written
ORDER BY at IS NULL, at DESC, key
