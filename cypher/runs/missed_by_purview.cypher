// Runs that moved data and of which Purview says nothing that shows them.
//
// A copy, data flow or package tells in its output what became of its push to Purview: status is NotReported or Skipped
// where it was not taken, nothing where the service is not connected to Purview or the activity is of a type that
// is never pushed (notebooks, scripts, procedures, lookups). Reported and Succeeded are no misses. processes tells how
// much lineage is here all the same.
//
// :param since => null
// :param limit => 1000
// :returns key, pipeline, activity, type, startedAt, purviewStatus, processes
MATCH (run:ActivityRun)-[done:EXECUTED]->(process:Process)
WHERE done.moved AND NOT toLower(coalesce(run.purviewStatus, '')) IN ['reported', 'succeeded']
  AND ($since IS NULL OR run.startedAt >= datetime($since))
WITH run, count(process) AS processes, run.startedAt AS at
ORDER BY at IS NULL, at DESC, run.key
LIMIT toInteger($limit)
OPTIONAL MATCH (run)-[:RUN_OF]->(activity:Activity)
OPTIONAL MATCH (run)-[:PART_OF]->(:PipelineRun)-[:RUN_OF]->(pipeline:Pipeline)
RETURN run.key AS key, pipeline.name AS pipeline, activity.name AS activity, run.type AS type, at AS startedAt,
       run.purviewStatus AS purviewStatus, processes
ORDER BY at IS NULL, startedAt DESC, key
