// The node with this key.
//
// :param key => "mssql://crm.example/sales/dbo/customer"
// :returns key, name, labels, removedAt
MATCH (node:Service|Pipeline|Activity|DataFlow|Dataset|LinkedService|Trigger|IntegrationRuntime|Notebook
            |SqlScript|SparkJob|Routine|Package|Job|Store|Asset|Column
            {key: $key})
RETURN node.key AS key, node.name AS name, labels(node) AS labels, node.removedAt AS removedAt
ORDER BY key, labels
