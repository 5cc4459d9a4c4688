// Where one service hands data to another: written by the first, read by the second.
//
// No tool shows these ways by itself, for each knows only its own pipelines.
//
// :returns writer, reader, key, name, writtenBy, readBy
MATCH (from:Service)-[:CONTAINS*1..]->(giver)-[gives:PERFORMS]->(:Process)-[produces:PRODUCES]->(asset:Asset)
WHERE gives.removedAt IS NULL AND produces.removedAt IS NULL AND asset.removedAt IS NULL
WITH DISTINCT from, giver, asset
MATCH (asset)-[feeds:FEEDS]->(:Process)<-[takes:PERFORMS]-(taker)
WHERE feeds.removedAt IS NULL AND takes.removedAt IS NULL
WITH DISTINCT from, giver, asset, taker
MATCH (to:Service)-[:CONTAINS*1..]->(taker)
WHERE to <> from
WITH DISTINCT from, giver, asset, taker, to
RETURN from.name AS writer, to.name AS reader, asset.key AS key, asset.name AS name, giver.name AS writtenBy,
       taker.name AS readBy
ORDER BY writer, reader, key, writtenBy, readBy
