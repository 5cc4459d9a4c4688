// Assets that nothing declares any more, the latest first.
//
// They stay in the graph with their time; what replaced them is named where that is known.
//
// :returns key, name, labels, removedAt, renamedTo
MATCH (asset:Asset)
WHERE asset.removedAt IS NOT NULL
OPTIONAL MATCH (asset)-[renamed:RENAMED_TO]->(new:Asset)
WHERE renamed.removedAt IS NULL
RETURN asset.key AS key, asset.name AS name, labels(asset) AS labels, asset.removedAt AS removedAt,
       new.key AS renamedTo
ORDER BY removedAt DESC, key
