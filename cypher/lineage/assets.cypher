// The keys of all assets that take part in a flow of data.
//
// :returns key
MATCH (asset:Asset)
WHERE asset.removedAt IS NULL AND EXISTS { (asset)-[flow:FEEDS|PRODUCES]-() WHERE flow.removedAt IS NULL }
RETURN asset.key AS key
ORDER BY key
