// One shortest way of data from one asset to another, step by step.
//
// Assets and processes by turns; step 0 is the start.
// since, a time like 2026-11-01T00:00:00Z or null, leaves out what has not run since then (README.md).
//
// :param start => "mssql://crm.example/sales/dbo/orders"
// :param end => "snowflake://acme/MART/PUBLIC/FACT_ORDERS"
// :param certain => false
// :param since => null
// :returns step, key, name, labels, reason, match, performer, pipeline, service
MATCH (source:Asset {key: $start})
MATCH (sink:Asset {key: $end})
MATCH path = shortestPath((source)-[:FEEDS|PRODUCES*..10000]->(sink))
WHERE all(flow IN relationships(path) WHERE flow.removedAt IS NULL
        AND NOT ($certain AND coalesce(flow.match, 'exact') = 'pattern')
        AND ($since IS NULL OR coalesce(flow.match, 'exact') <> 'exact' OR flow.lastRun >= datetime($since)
          OR (flow.observed AND flow.lastRun IS NULL)))
  AND all(node IN nodes(path) WHERE node.removedAt IS NULL AND coalesce(node.reason, '') <> 'inactive')
UNWIND range(0, length(path)) AS step
WITH step, nodes(path)[step] AS node, CASE WHEN step > 0 THEN relationships(path)[step - 1] END AS flow
OPTIONAL MATCH (performer)-[performs:PERFORMS]->(node)
WHERE performs.removedAt IS NULL
CALL (performer) {
  OPTIONAL MATCH (pipeline:Pipeline)-[:CONTAINS*1..]->(performer)
  RETURN DISTINCT pipeline
}
OPTIONAL MATCH (service:Service)-[:CONTAINS]->(owner)
WHERE owner = coalesce(pipeline, performer)
RETURN step, node.key AS key, node.name AS name, labels(node) AS labels, node.reason AS reason,
       flow.match AS match, performer.name AS performer, pipeline.name AS pipeline, service.name AS service
ORDER BY step, performer
