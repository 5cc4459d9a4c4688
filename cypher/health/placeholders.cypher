// Places that nobody can name yet, by reason.
//
// detail is the text that could not be resolved.
//
// :returns reason, key, name, detail, performers
MATCH (asset:Asset:Placeholder)
WHERE asset.removedAt IS NULL
OPTIONAL MATCH (asset)-[flow:FEEDS|PRODUCES]-(:Process)<-[performs:PERFORMS]-(performer)
WHERE flow.removedAt IS NULL AND performs.removedAt IS NULL
WITH asset, performer
ORDER BY performer.name
RETURN asset.reason AS reason, asset.key AS key, asset.name AS name, asset.detail AS detail,
       collect(DISTINCT performer.name) AS performers
ORDER BY reason, key
