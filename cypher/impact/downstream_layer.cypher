// The assets one process behind any of these.
//
// One step of a walk whose caller keeps what it has seen: from many starts this is far faster than one query.
//
// :param frontier => ["mssql://crm.example/sales/dbo/customer", "mssql://crm.example/sales/dbo/orders"]
// :param certain => false
// :returns keys
UNWIND $frontier AS start
MATCH (:Asset {key: start})-[feeds:FEEDS]->(process:Process)-[produces:PRODUCES]->(asset:Asset)
WHERE feeds.removedAt IS NULL AND produces.removedAt IS NULL
  AND process.removedAt IS NULL AND asset.removedAt IS NULL AND coalesce(process.reason, '') <> 'inactive'
  AND NOT ($certain AND coalesce(feeds.match, 'exact') = 'pattern')
WITH DISTINCT asset.key AS key
ORDER BY key
RETURN collect(key) AS keys
