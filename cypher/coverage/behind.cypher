// The activities behind the numbers of coverage: each with the ends that it could not name, and why.
// Data flows and SQL scripts that perform by themselves are here too, without a pipeline.
//
// :returns service, pipeline, key, name, type, role, asset, reason, detail, url
MATCH (service:Service)-[:CONTAINS]->(held:Pipeline|DataFlow|SqlScript)
WHERE held.removedAt IS NULL
MATCH (held)-[:CONTAINS*0..]->(activity:Activity|DataFlow|SqlScript)
WHERE activity.removedAt IS NULL
WITH DISTINCT service, CASE WHEN held:Pipeline THEN held.name END AS pipeline, activity
CALL (activity) {
  MATCH (activity)-[performs:PERFORMS]->(process:Process)-[flow:FEEDS|PRODUCES]-(asset:Asset)
  WHERE performs.removedAt IS NULL AND flow.removedAt IS NULL AND coalesce(flow.match, 'exact') = 'exact'
    AND (asset:Placeholder OR asset.pattern) AND coalesce(flow.sources, []) <> ['join']
    AND coalesce(process.reason, '') <> 'inactive'
  RETURN DISTINCT CASE type(flow) WHEN 'FEEDS' THEN 'input' ELSE 'output' END AS role, asset.name AS asset,
         coalesce(asset.reason, flow.reason) AS reason,
         asset.detail AS detail
  UNION
  WITH activity
  WHERE activity.reason IS NOT NULL
    AND NOT EXISTS { (activity)-[performs:PERFORMS]->(:Process) WHERE performs.removedAt IS NULL }
  RETURN null AS role, null AS asset, activity.reason AS reason, activity.detail AS detail
}
RETURN service.name AS service, pipeline, activity.key AS key, activity.name AS name,
       coalesce(activity.type, head(labels(activity))) AS type, role, asset, reason, detail, activity.url AS url
ORDER BY service, pipeline, name, role, asset, key
