// Which store feeds which, and how many processes and assets take part.
//
// The picture from far away: lakes, databases and warehouses, and the streams between them. What only overlaps an
// asset that is read, or follows from a value seen elsewhere, does not count once more.
//
// :returns source, sink, processes, assetsRead, assetsWritten
MATCH (source:Store)<-[read:STORED_IN]-(input:Asset)-[feeds:FEEDS]->(process:Process)
WHERE read.removedAt IS NULL AND feeds.removedAt IS NULL AND coalesce(feeds.match, 'exact') = 'exact'
  AND process.removedAt IS NULL AND coalesce(process.sources, []) <> ['join']
MATCH (process)-[produces:PRODUCES]->(output:Asset)-[written:STORED_IN]->(sink:Store)
WHERE produces.removedAt IS NULL AND written.removedAt IS NULL
RETURN source.name AS source, sink.name AS sink, count(DISTINCT process) AS processes,
       count(DISTINCT input) AS assetsRead, count(DISTINCT output) AS assetsWritten
ORDER BY processes DESC, source, sink
