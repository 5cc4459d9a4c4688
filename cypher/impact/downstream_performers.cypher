// Who moves data that comes from this asset: pipelines, or what works on its own, nearest first.
//
// A pipeline stands for its activities, however deep they are nested; processes counts what they do with
// this data. An activity that only reads is here too, though nothing lies behind it.
// since, a time like 2026-11-01T00:00:00Z or null, leaves out what has not run since then (README.md).
//
// :param key => "mssql://crm.example/sales/dbo/customer"
// :param hops => 1000000
// :param certain => false
// :param since => null
// :returns key, name, labels, url, service, serviceKey, serviceLabels, hops, processes, activities
MATCH path = (:Asset {key: $key})-[:FEEDS|PRODUCES*1..]->(process:Process)
WHERE all(flow IN relationships(path) WHERE flow.removedAt IS NULL
        AND NOT ($certain AND coalesce(flow.match, 'exact') = 'pattern')
        AND ($since IS NULL OR coalesce(flow.match, 'exact') <> 'exact' OR flow.lastRun >= datetime($since)
          OR (flow.observed AND flow.lastRun IS NULL)))
  AND all(node IN nodes(path) WHERE node.removedAt IS NULL AND coalesce(node.reason, '') <> 'inactive')
WITH process, (min(length(path)) + 1) / 2 AS hops
WHERE hops <= $hops
  AND ($since IS NULL OR EXISTS {
    MATCH (process)-[any:FEEDS|PRODUCES]-()
    WHERE any.lastRun >= datetime($since) OR (any.observed AND any.lastRun IS NULL)
  })
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
