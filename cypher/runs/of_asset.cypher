// The last runs that wrote or read this asset, newest first.
//
// role is writes or reads; a run that did both is here twice. Rows are those that went into or out of the process with
// this asset. What a definition no longer says counts for the runs of its time. startedBy and caller are those of the
// pipeline's run; read and written are the places behind a name that is a pattern. No statuses: any; since is a time like
// 2026-11-01T00:00:00Z, or null.
//
// :param key => "mssql://crm.example/sales/dbo/orders"
// :param statuses => []
// :param since => null
// :param limit => 20
// :returns role, key, pipeline, activity, status, startedAt, endedAt, durationMs, rowsRead, rowsWritten, attempt, startedBy, caller, errorCode, message, read, written
MATCH (:Asset {key: $key})-[flow:FEEDS|PRODUCES]-(:Process)<-[done:EXECUTED]-(run:ActivityRun)
WHERE (size($statuses) = 0 OR run.status IN $statuses) AND ($since IS NULL OR run.startedAt >= datetime($since))
  AND (flow.removedAt IS NULL OR run.startedAt < flow.removedAt)
WITH run, CASE type(flow) WHEN 'FEEDS' THEN 'reads' ELSE 'writes' END AS role, run.startedAt AS at,
     max(done.rowsRead) AS rowsRead, max(done.rowsWritten) AS rowsWritten
ORDER BY at IS NULL, at DESC, run.key, role
LIMIT toInteger($limit)
CALL (run) {
  OPTIONAL MATCH (run)-[:RUN_OF]->(activity:Activity)
  OPTIONAL MATCH (run)-[:PART_OF]->(whole:PipelineRun)-[:RUN_OF]->(pipeline:Pipeline)
  RETURN activity.name AS activity, whole, pipeline.name AS pipeline
  LIMIT 1
}
WITH role, run, at, rowsRead, rowsWritten, activity, whole, pipeline,
     head(COLLECT { MATCH (whole)-[:STARTED_BY]->(by:Trigger) RETURN by.name ORDER BY by.name }) AS trigger,
     head(COLLECT {
       MATCH (whole)-[:STARTED_BY]->(:ActivityRun)-[:PART_OF]->(:PipelineRun)-[:RUN_OF]->(by:Pipeline)
       RETURN by.name ORDER BY by.name
     }) AS caller
RETURN role, run.key AS key, pipeline, activity, run.status AS status, run.startedAt AS startedAt,
       run.endedAt AS endedAt, run.durationMs AS durationMs, rowsRead, rowsWritten, run.attempt AS attempt,
       coalesce(trigger, CASE WHEN whole.parentRun IS NULL THEN whole.invokedBy END) AS startedBy,
       coalesce(caller, whole.parentRun) AS caller, run.errorCode AS errorCode, run.message AS message,
       COLLECT {
         MATCH (run)-[done:EXECUTED]->(:Process)--(:Asset {key: $key})
         UNWIND done.read AS place
         RETURN DISTINCT place ORDER BY place LIMIT 20
       } AS read,
       COLLECT {
         MATCH (run)-[done:EXECUTED]->(:Process)--(:Asset {key: $key})
         UNWIND done.written AS place
         RETURN DISTINCT place ORDER BY place LIMIT 20
       } AS written
ORDER BY at IS NULL, at DESC, key, role
