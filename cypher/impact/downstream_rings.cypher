// What a change to this asset can reach, one row for each distance.
//
// The same as impact/downstream with all there is to say of an asset, in lists of key, name, kind, reason, store and
// services that write it: packed like this a hundred thousand assets come several times faster.
// certain leaves out what is reached only where two patterns overlap.
// since, a time like 2026-11-01T00:00:00Z or null, leaves out what has not run since then (README.md).
//
// :param key => "mssql://crm.example/sales/dbo/customer"
// :param hops => 1000000
// :param certain => false
// :param since => null
// :returns hops, assets
MATCH path = (:Asset {key: $key})-[:FEEDS|PRODUCES*1..]->(asset:Asset)
WHERE all(flow IN relationships(path) WHERE flow.removedAt IS NULL
        AND NOT ($certain AND coalesce(flow.match, 'exact') = 'pattern')
        AND ($since IS NULL OR coalesce(flow.match, 'exact') <> 'exact' OR flow.lastRun >= datetime($since)
          OR (flow.observed AND flow.lastRun IS NULL)))
  AND all(node IN nodes(path) WHERE node.removedAt IS NULL AND coalesce(node.reason, '') <> 'inactive')
WITH asset, min(length(path)) / 2 AS hops
WHERE hops <= $hops AND asset.key <> $key
WITH hops, asset, head([label IN labels(asset) WHERE label <> 'Asset']) AS kind,
     head(COLLECT {
       MATCH (asset)-[stored:STORED_IN]->(store:Store)
       WHERE stored.removedAt IS NULL
       RETURN store.name ORDER BY store.name
     }) AS store,
     COLLECT {
       MATCH (asset)<-[written:PRODUCES]-(:Process)<-[performs:PERFORMS]-()<-[:CONTAINS*1..]-(service:Service)
       WHERE written.removedAt IS NULL AND performs.removedAt IS NULL
       RETURN DISTINCT service.name ORDER BY service.name
     } AS services
RETURN hops, collect([asset.key, asset.name, kind, asset.reason, store,
       reduce(text = head(services), service IN tail(services) | text + ', ' + service)]) AS assets
ORDER BY hops
