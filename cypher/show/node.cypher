// All properties of one node.
//
// :param key => "mssql://crm.example/sales/dbo/customer"
// :param label => "Asset"
// :returns key, name, labels, properties
MATCH (node:Service|Pipeline|Activity|DataFlow|Dataset|LinkedService|Trigger|IntegrationRuntime|Notebook
            |SqlScript|SparkJob|Routine|Package|Job|Store|Asset|Column
            {key: $key})
WHERE $label IN labels(node)
RETURN node.key AS key, node.name AS name, labels(node) AS labels, properties(node) AS properties
ORDER BY key
