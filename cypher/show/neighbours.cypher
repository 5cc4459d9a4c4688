// What one node is tied to, by relationship and direction.
//
// :param key => "mssql://crm.example/sales/dbo/customer"
// :param label => "Asset"
// :returns type, direction, key, name, labels, reason, properties
MATCH (node:Service|Pipeline|Activity|DataFlow|Dataset|LinkedService|Trigger|IntegrationRuntime|Notebook
            |SqlScript|SparkJob|Routine|Package|Job|Store|Asset|Column
            {key: $key})-[tie]-(other)
WHERE $label IN labels(node) AND tie.removedAt IS NULL AND other.removedAt IS NULL AND other.key IS NOT NULL
  AND NOT other:PipelineRun AND NOT other:ActivityRun
RETURN type(tie) AS type, CASE WHEN startNode(tie) = node THEN 'out' ELSE 'in' END AS direction, other.key AS key,
       other.name AS name, labels(other) AS labels, coalesce(tie.reason, other.reason) AS reason,
       properties(tie) AS properties
ORDER BY type, direction, key
