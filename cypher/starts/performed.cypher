// The processes of a service, pipeline, activity, trigger, data flow, notebook, script, routine, package or job.
//
// A pipeline's are those of its activities, however deep they are nested, and of the pipelines that it calls;
// what an activity executes has the processes of that activity.
//
// :param key => "adf://sales/pipelines/master"
// :returns key
MATCH way = (:Service|Pipeline|Activity|Trigger|DataFlow|Notebook|SqlScript|SparkJob|Routine|Package|Job
             {key: $key})-[:CONTAINS|CALLS|STARTS*0..]->(holder)
WHERE all(step IN relationships(way) WHERE step.removedAt IS NULL)
  AND all(node IN nodes(way) WHERE node.removedAt IS NULL AND coalesce(node.state, '') <> 'Inactive')
WITH DISTINCT holder
CALL (holder) {
  RETURN holder AS performer
  UNION
  MATCH (holder)<-[executes:EXECUTES]-(performer:Activity)
  WHERE executes.removedAt IS NULL
  RETURN performer
}
MATCH (performer)-[performs:PERFORMS]->(process:Process)
WHERE performs.removedAt IS NULL AND performer.removedAt IS NULL AND coalesce(performer.state, '') <> 'Inactive'
  AND process.removedAt IS NULL AND coalesce(process.reason, '') <> 'inactive'
RETURN DISTINCT process.key AS key
ORDER BY key
