// Where the data of this asset comes from, nearest first.
//
// Data flows from an asset through a process into an asset; hops count the processes on the shortest way.
// Written so that Neo4j walks every relationship once, however many ways there are, and cycles end.
//
// :param key => "snowflake://acme/MART/PUBLIC/FACT_ORDERS"
// :returns key, name, labels, hops
MATCH path = (:Asset {key: $key})<-[:FEEDS|PRODUCES*1..]-(asset:Asset)
WHERE all(flow IN relationships(path) WHERE flow.removedAt IS NULL)
  AND all(node IN nodes(path) WHERE node.removedAt IS NULL AND coalesce(node.reason, '') <> 'inactive')
WITH asset, min(length(path)) / 2 AS hops
WHERE asset.key <> $key
RETURN asset.key AS key, asset.name AS name, labels(asset) AS labels, hops
ORDER BY hops, key
