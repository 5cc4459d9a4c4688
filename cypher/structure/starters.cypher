// Which triggers start this pipeline, themselves or by way of other pipelines.
//
// :param key => "adf://sales/pipelines/load%20orders"
// :returns key, name, type, running, service, pipeline
MATCH way = (:Pipeline {key: $key})<-[:CONTAINS|CALLS*0..]-(first:Pipeline)
WHERE all(step IN relationships(way) WHERE step.removedAt IS NULL)
  AND all(node IN nodes(way) WHERE node.removedAt IS NULL AND coalesce(node.state, '') <> 'Inactive')
WITH DISTINCT first
MATCH (trigger:Trigger)-[starts:STARTS]->(first)
WHERE starts.removedAt IS NULL AND trigger.removedAt IS NULL
OPTIONAL MATCH (service:Service)-[:CONTAINS]->(trigger)
RETURN trigger.key AS key, trigger.name AS name, trigger.type AS type, trigger.running AS running,
       service.name AS service, first.name AS pipeline
ORDER BY name, key, pipeline
