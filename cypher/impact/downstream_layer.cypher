// The assets one process behind any of these.
//
// One step of a walk whose caller keeps what it has seen: from many starts this is far faster than one query.
// since, a time like 2026-11-01T00:00:00Z or null, leaves out what has not run since then (README.md).
//
// :param frontier => ["mssql://crm.example/sales/dbo/customer", "mssql://crm.example/sales/dbo/orders"]
// :param certain => false
// :param since => null
// :returns keys
UNWIND $frontier AS start
MATCH (:Asset {key: start})-[feeds:FEEDS]->(process:Process)-[produces:PRODUCES]->(asset:Asset)
WHERE feeds.removedAt IS NULL AND produces.removedAt IS NULL
  AND process.removedAt IS NULL AND asset.removedAt IS NULL AND coalesce(process.reason, '') <> 'inactive'
  AND NOT ($certain AND coalesce(feeds.match, 'exact') = 'pattern')
  AND ($since IS NULL OR produces.lastRun >= datetime($since)
    OR (produces.observed AND produces.lastRun IS NULL))
  AND ($since IS NULL OR coalesce(feeds.match, 'exact') <> 'exact' OR feeds.lastRun >= datetime($since)
    OR (feeds.observed AND feeds.lastRun IS NULL))
WITH DISTINCT asset.key AS key
ORDER BY key
RETURN collect(key) AS keys
