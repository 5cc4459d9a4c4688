// The nodes that go by this name: by an alias (rank 1), by their name in any case (2), by a part of it (3).
//
// An empty label takes all. A name that fits more than a thousand is no name to go on with.
//
// :param name => "customer"
// :param label => ""
// :returns rank, key, name, labels
MATCH (node:Service|Pipeline|Activity|DataFlow|Dataset|LinkedService|Trigger|IntegrationRuntime|Notebook
            |SqlScript|SparkJob|Routine|Package|Job|Store|Asset|Column)
WHERE node.removedAt IS NULL AND (toLower(node.name) CONTAINS toLower($name) OR $name IN coalesce(node.aliases, []))
  AND ($label = '' OR $label IN labels(node))
WITH node, CASE
       WHEN $name IN coalesce(node.aliases, []) THEN 1
       WHEN toLower(node.name) = toLower($name) THEN 2
       ELSE 3
     END AS rank
RETURN rank, node.key AS key, node.name AS name, labels(node) AS labels
ORDER BY rank, key, labels
LIMIT 1000
