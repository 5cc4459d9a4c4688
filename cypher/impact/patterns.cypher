// How many overlaps of patterns hold now.
//
// Whatever is reached only over one of them is possible, all else certain. Without any, all is certain.
//
// :returns overlaps
MATCH (asset:Asset)-[feeds:FEEDS]->(:Process)
WHERE feeds.match = 'pattern' AND feeds.removedAt IS NULL
RETURN count(feeds) AS overlaps
ORDER BY overlaps
