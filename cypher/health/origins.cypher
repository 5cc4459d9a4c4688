// Assets that are read and that nobody writes: where data enters the estate.
//
// Somebody writes a folder who writes a file in it, or a folder around it. readers are those of the asset itself.
//
// :returns key, name, labels, readers
MATCH (asset:Asset)-[feeds:FEEDS]->(process:Process)
WHERE asset.removedAt IS NULL AND feeds.removedAt IS NULL AND coalesce(feeds.match, 'exact') = 'exact'
  AND process.removedAt IS NULL AND coalesce(process.reason, '') <> 'inactive'
  AND NOT EXISTS {
    MATCH (asset)<-[produces:PRODUCES]-(writer:Process)
    WHERE produces.removedAt IS NULL AND writer.removedAt IS NULL AND coalesce(writer.reason, '') <> 'inactive'
  }
  AND NOT EXISTS {
    (process)<-[joined:FEEDS]-(other:Asset)<-[produces:PRODUCES]-(writer:Process)
    WHERE joined.match IN ['contains', 'within'] AND joined.removedAt IS NULL AND produces.removedAt IS NULL
      AND writer.removedAt IS NULL AND coalesce(writer.reason, '') <> 'inactive'
      AND (other.key STARTS WITH asset.key + '/' OR asset.key STARTS WITH other.key + '/')
  }
RETURN asset.key AS key, asset.name AS name, labels(asset) AS labels, count(DISTINCT process) AS readers
ORDER BY readers DESC, key
