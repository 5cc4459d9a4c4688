// Assets that are read and that nobody writes: where data enters the estate.
//
// :returns key, name, labels, readers
MATCH (asset:Asset)-[feeds:FEEDS]->(process:Process)
WHERE asset.removedAt IS NULL AND feeds.removedAt IS NULL AND process.removedAt IS NULL
  AND coalesce(process.reason, '') <> 'inactive'
  AND NOT EXISTS {
    MATCH (asset)<-[produces:PRODUCES]-(writer:Process)
    WHERE produces.removedAt IS NULL AND writer.removedAt IS NULL AND coalesce(writer.reason, '') <> 'inactive'
  }
RETURN asset.key AS key, asset.name AS name, labels(asset) AS labels, count(DISTINCT process) AS readers
ORDER BY readers DESC, key
