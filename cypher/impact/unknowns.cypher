// What these pipelines do that nobody can see: code that is not in the files, unknown types, missing parts.
//
// An answer that passes through them may be incomplete; each has its reason. An activity that only runs tell of is none of
// them where these tell what it did.
//
// :param pipelines => ["adf://finance/pipelines/build%20mart"]
// :returns key, name, type, reason, detail, pipeline
UNWIND $pipelines AS start
MATCH (pipeline:Pipeline {key: start})-[:CONTAINS*1..]->(activity:Activity)
WITH DISTINCT pipeline, activity
WHERE activity.reason IS NOT NULL AND activity.removedAt IS NULL AND activity.state <> 'Inactive'
  AND NOT (activity.state = 'Historic' AND EXISTS { (activity)-[:PERFORMS]->(:Process) })
RETURN activity.key AS key, activity.name AS name, activity.type AS type, activity.reason AS reason,
       activity.detail AS detail, pipeline.name AS pipeline
ORDER BY pipeline, name, key
