// Who reads and who writes this asset, and how that is known.
//
// kind tells whether values reach an output (data) or only steer it; match tells how the read place and the
// asset meet. declared is known from a definition, observed from a run; lastStatus and rows are the last run's.
//
// :param key => "mssql://crm.example/sales/dbo/customer"
// :returns role, performer, type, pipeline, service, kind, match, declared, observed, firstRun, lastRun, runCount, lastStatus, rows, reason, process
MATCH (:Asset {key: $key})-[flow:FEEDS|PRODUCES]-(process:Process)<-[performs:PERFORMS]-(performer)
WHERE flow.removedAt IS NULL AND process.removedAt IS NULL AND performs.removedAt IS NULL
  AND coalesce(process.reason, '') <> 'inactive'
CALL (performer) {
  OPTIONAL MATCH (pipeline:Pipeline)-[:CONTAINS*1..]->(performer)
  RETURN DISTINCT pipeline
}
OPTIONAL MATCH (service:Service)-[:CONTAINS]->(owner)
WHERE owner = coalesce(pipeline, performer)
RETURN CASE type(flow) WHEN 'FEEDS' THEN 'reads' ELSE 'writes' END AS role, performer.name AS performer,
       coalesce(performer.type, head(labels(performer))) AS type, pipeline.name AS pipeline, service.name AS service,
       flow.kind AS kind, flow.match AS match, flow.declared AS declared, flow.observed AS observed,
       flow.firstRun AS firstRun, flow.lastRun AS lastRun, flow.runCount AS runCount,
       flow.lastStatus AS lastStatus, flow.rows AS rows, flow.reason AS reason, process.key AS process
ORDER BY role DESC, service, pipeline, performer, process
