// Activities and SQL scripts that may move data and have no process: nobody can see what they do.
//
// Those that are switched off are here too, with the reason inactive.
//
// :returns service, type, reason, activities
MATCH (activity:Activity|SqlScript)
WHERE activity.removedAt IS NULL AND activity.reason IS NOT NULL
  AND (activity.state = 'Inactive'
       OR NOT EXISTS { (activity)-[performs:PERFORMS]->(:Process) WHERE performs.removedAt IS NULL })
CALL (activity) {
  OPTIONAL MATCH (service:Service)-[:CONTAINS*1..]->(activity)
  RETURN DISTINCT service
}
RETURN service.name AS service, coalesce(activity.type, head(labels(activity))) AS type, activity.reason AS reason,
       count(activity) AS activities
ORDER BY service, type, reason
