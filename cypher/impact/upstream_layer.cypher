// The assets one process before any of these.
//
// One step of a walk whose caller keeps what it has seen: from many starts this is far faster than one query.
//
// :param frontier => ["snowflake://acme/MART/PUBLIC/FACT_ORDERS"]
// :param certain => false
// :returns keys
UNWIND $frontier AS start
MATCH (:Asset {key: start})<-[produces:PRODUCES]-(process:Process)<-[feeds:FEEDS]-(asset:Asset)
WHERE feeds.removedAt IS NULL AND produces.removedAt IS NULL
  AND process.removedAt IS NULL AND asset.removedAt IS NULL AND coalesce(process.reason, '') <> 'inactive'
  AND NOT ($certain AND coalesce(feeds.match, 'exact') = 'pattern')
WITH DISTINCT asset.key AS key
ORDER BY key
RETURN collect(key) AS keys
