// Activities that may move data and have no process: nobody can see what they do.
//
// Those that are switched off are here too, with the reason inactive.
//
// :returns service, type, reason, activities
MATCH (activity:Activity)
WHERE activity.removedAt IS NULL AND activity.reason IS NOT NULL
  AND (activity.state = 'Inactive'
       OR NOT EXISTS { (activity)-[performs:PERFORMS]->(:Process) WHERE performs.removedAt IS NULL })
CALL (activity) {
  OPTIONAL MATCH (service:Service)-[:CONTAINS*1..]->(activity)
  RETURN DISTINCT service
}
RETURN service.name AS service, activity.type AS type, activity.reason AS reason, count(activity) AS activities
ORDER BY service, type, reason
