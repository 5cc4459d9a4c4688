// Activities that are switched off: they count for nothing anywhere.
//
// :returns key, name, type, pipeline, service
MATCH (activity:Activity {state: 'Inactive'})
WHERE activity.removedAt IS NULL
CALL (activity) {
  OPTIONAL MATCH (pipeline:Pipeline)-[:CONTAINS*1..]->(activity)
  RETURN DISTINCT pipeline
}
OPTIONAL MATCH (service:Service)-[:CONTAINS]->(pipeline)
RETURN activity.key AS key, activity.name AS name, activity.type AS type, pipeline.name AS pipeline,
       service.name AS service
ORDER BY service, pipeline, name, key
