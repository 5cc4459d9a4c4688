// Assets that are written and that nobody reads.
//
// Either they leave the estate here, or nobody needs them any more. An instance of a pattern is not told of beside it.
//
// :returns key, name, labels, writers
MATCH (asset:Asset)<-[produces:PRODUCES]-(process:Process)
WHERE asset.removedAt IS NULL AND produces.removedAt IS NULL AND process.removedAt IS NULL
  AND coalesce(process.sources, []) <> ['join'] AND coalesce(process.reason, '') <> 'inactive'
  AND NOT EXISTS {
    MATCH (asset)-[feeds:FEEDS]->(reader:Process)
    WHERE feeds.removedAt IS NULL AND reader.removedAt IS NULL AND coalesce(reader.reason, '') <> 'inactive'
  }
OPTIONAL MATCH (performer)-[performs:PERFORMS]->(process)
WHERE performs.removedAt IS NULL
WITH asset, performer
ORDER BY performer.name
RETURN asset.key AS key, asset.name AS name, labels(asset) AS labels, collect(DISTINCT performer.name) AS writers
ORDER BY key
