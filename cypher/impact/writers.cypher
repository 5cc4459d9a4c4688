// Who writes any of these assets: pipelines, or what works on its own, nearest first.
//
// The hops given with assets are those to them; the processes next to them are one further.
// own names processes that are left out.
// since, a time like 2026-11-01T00:00:00Z or null, leaves out what has not run since then (README.md).
//
// :param rings => [{"hops": 0, "keys": ["snowflake://acme/MART/PUBLIC/FACT_ORDERS"]}]
// :param own => []
// :param certain => false
// :param since => null
// :returns key, name, labels, url, service, serviceKey, serviceLabels, hops, processes, activities
UNWIND $rings AS ring
UNWIND ring.keys AS start
MATCH (:Asset {key: start})<-[flow:PRODUCES]-(process:Process)
WHERE flow.removedAt IS NULL AND process.removedAt IS NULL AND coalesce(process.reason, '') <> 'inactive'
  AND NOT ($certain AND coalesce(flow.match, 'exact') = 'pattern') AND NOT process.key IN $own
  AND ($since IS NULL OR EXISTS {
    MATCH (process)-[any:FEEDS|PRODUCES]-()
    WHERE any.lastRun >= datetime($since) OR (any.observed AND any.lastRun IS NULL)
  })
WITH process, min(ring.hops) + 1 AS hops
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
