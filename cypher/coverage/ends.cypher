// How well the ends of all processes are known, by service, type of activity and store.
//
// An end is one input or output of one process. named: a full name; pattern: a part of it is unknown until the
// run; placeholder: nothing is known but the reason. Ends that only follow from overlapping places
// or from values seen elsewhere do not count.
//
// :returns service, type, store, role, state, reason, ends
MATCH (asset:Asset)-[flow:FEEDS|PRODUCES]-(process:Process)<-[performs:PERFORMS]-(performer)
WHERE flow.removedAt IS NULL AND process.removedAt IS NULL AND performs.removedAt IS NULL
  AND coalesce(flow.match, 'exact') = 'exact' AND coalesce(flow.sources, []) <> ['join']
  AND coalesce(process.reason, '') <> 'inactive'
CALL (performer) {
  OPTIONAL MATCH (service:Service)-[:CONTAINS*1..]->(performer)
  RETURN DISTINCT service
}
CALL (asset) {
  OPTIONAL MATCH (asset)-[stored:STORED_IN]->(store:Store)
  WHERE stored.removedAt IS NULL
  RETURN store ORDER BY store.key LIMIT 1
}
WITH service.name AS service, coalesce(performer.type, head(labels(performer))) AS type, store.type AS store,
     CASE type(flow) WHEN 'FEEDS' THEN 'input' ELSE 'output' END AS role, process, asset,
     CASE WHEN asset:Placeholder THEN 'placeholder' WHEN asset.pattern THEN 'pattern' ELSE 'named' END AS state,
     CASE WHEN asset:Placeholder OR asset.pattern THEN coalesce(asset.reason, flow.reason) END AS reason
RETURN service, type, store, role, state, reason, count(DISTINCT [process.key, asset.key]) AS ends
ORDER BY service, type, store, role, state, reason
