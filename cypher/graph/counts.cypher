// How much the graph holds now, by kind.
//
// What was removed does not count.
//
// :returns kind, number
MATCH (node:Service|Pipeline|Activity|DataFlow|Dataset|Asset|Process)
WHERE node.removedAt IS NULL
WITH CASE
       WHEN node:Service THEN 'services'
       WHEN node:Pipeline THEN 'pipelines'
       WHEN node:Activity THEN 'activities'
       WHEN node:DataFlow THEN 'dataFlows'
       WHEN node:Dataset THEN 'datasets'
       WHEN node:Asset THEN 'assets'
       ELSE 'processes'
     END AS kind
RETURN kind, count(*) AS number
ORDER BY kind
