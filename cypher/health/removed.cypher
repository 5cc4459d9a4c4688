// Assets that nothing declares any more, the latest first.
//
// They stay in the graph with their time; what replaced them is named where that is known.
//
// :returns key, name, labels, removed_at, renamed_to
MATCH (asset:Asset)
WHERE asset.removedAt IS NOT NULL
OPTIONAL MATCH (asset)-[:RENAMED_TO]->(new:Asset)
RETURN asset.key AS key, asset.name AS name, labels(asset) AS labels, asset.removedAt AS removed_at,
       new.key AS renamed_to
ORDER BY removed_at DESC, key
