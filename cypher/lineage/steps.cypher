// Every step that data takes now: a process, who performs it, what it reads and what it writes.
//
// For programs that look at the whole of a net: its weak points, the order of its pipelines. The pipeline stands for
// its activities, however deep they are nested; what works on its own stands for itself. A process that only
// reads has no output, one that only writes no inputs.
//
// :param certain => false
// :returns process, owner, inputs, output
MATCH (performer)-[performs:PERFORMS]->(process:Process)
WHERE performs.removedAt IS NULL AND performer.removedAt IS NULL AND coalesce(performer.state, '') <> 'Inactive'
  AND process.removedAt IS NULL AND coalesce(process.reason, '') <> 'inactive'
CALL (performer) {
  OPTIONAL MATCH (pipeline:Pipeline)-[:CONTAINS*1..]->(performer)
  RETURN DISTINCT pipeline
}
OPTIONAL MATCH (process)-[produces:PRODUCES]->(output:Asset)
WHERE produces.removedAt IS NULL AND output.removedAt IS NULL
WITH process, coalesce(pipeline, performer) AS owner, output,
     COLLECT {
       MATCH (input:Asset)-[feeds:FEEDS]->(process)
       WHERE feeds.removedAt IS NULL AND input.removedAt IS NULL
         AND NOT ($certain AND coalesce(feeds.match, 'exact') = 'pattern')
       RETURN input.key ORDER BY input.key
     } AS inputs
RETURN process.key AS process, owner.key AS owner, inputs, output.key AS output
ORDER BY process, owner, output
