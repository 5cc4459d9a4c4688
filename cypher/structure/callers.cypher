// Which pipelines call this one, directly or through others.
//
// steps counts calls and nestings on the shortest way down to it. An inactive activity calls nothing.
//
// :param key => "adf://sales/pipelines/load%20orders"
// :returns key, name, service, steps
MATCH way = (:Pipeline {key: $key})<-[:CONTAINS|CALLS*1..]-(caller:Pipeline)
WHERE all(step IN relationships(way) WHERE step.removedAt IS NULL)
  AND all(node IN nodes(way) WHERE node.removedAt IS NULL AND coalesce(node.state, '') <> 'Inactive')
WITH caller, min(length(way)) AS steps
OPTIONAL MATCH (service:Service)-[:CONTAINS]->(caller)
RETURN caller.key AS key, caller.name AS name, service.name AS service, steps
ORDER BY steps, key
