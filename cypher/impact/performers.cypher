// Who performs any of these processes: pipelines, or what works on its own.
//
// since, a time like 2026-11-01T00:00:00Z or null, leaves out what has not run since then (README.md).
//
// :param processes => ["adf://sales/pipelines/load%20orders/activities/copy%20orders=>abfss://raw@lake.dfs.core.windows.net/orders"]
// :param since => null
// :returns key, name, labels, url, service, serviceKey, serviceLabels, hops, processes, activities
UNWIND $processes AS start
MATCH (process:Process {key: start})
WHERE ($since IS NULL OR EXISTS {
  MATCH (process)-[flow:FEEDS|PRODUCES]-()
  WHERE flow.lastRun >= datetime($since) OR (flow.observed AND flow.lastRun IS NULL)
})
WITH DISTINCT process, 1 AS hops
MATCH (performer)-[performs:PERFORMS]->(process)
WHERE performs.removedAt IS NULL AND performer.removedAt IS NULL AND coalesce(performer.state, '') <> 'Inactive'
WITH performer, min(hops) AS hops, count(DISTINCT process) AS processes
CALL (performer) {
  OPTIONAL MATCH (pipeline:Pipeline)-[:CONTAINS*1..]->(performer)
  RETURN DISTINCT pipeline
}
WITH coalesce(pipeline, performer) AS owner, performer, hops, processes
ORDER BY hops, performer.name
WITH owner, min(hops) AS hops, sum(processes) AS processes, collect(performer.name) AS activities
OPTIONAL MATCH (service:Service)-[:CONTAINS]->(owner)
RETURN owner.key AS key, owner.name AS name, labels(owner) AS labels, owner.url AS url,
       service.name AS service, service.key AS serviceKey, labels(service) AS serviceLabels,
       hops, processes, activities
ORDER BY hops, key
