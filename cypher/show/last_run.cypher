// The last run of this pipeline or activity.
//
// :param key => "adf://sales/pipelines/load%20orders"
// :returns key, name, labels, properties
MATCH (:Pipeline|Activity {key: $key})<-[:RUN_OF]-(run:PipelineRun|ActivityRun)
WITH run, coalesce(run.startedAt, run.updatedAt) AS at
ORDER BY at IS NULL, at DESC, run.key DESC
LIMIT 1
RETURN run.key AS key, run.name AS name, labels(run) AS labels, properties(run) AS properties
ORDER BY key
