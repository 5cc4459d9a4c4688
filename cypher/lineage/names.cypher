// The names of these assets and pipelines, and the services that the pipelines belong to.
//
// :param keys => ["mssql://crm.example/sales/dbo/customer", "adf://sales/pipelines/load%20orders"]
// :returns key, name, labels, service
UNWIND $keys AS start
MATCH (node:Asset|Pipeline|Activity|DataFlow|SqlScript|Job|Process {key: start})
OPTIONAL MATCH (service:Service)-[:CONTAINS]->(node)
RETURN node.key AS key, node.name AS name, labels(node) AS labels, service.name AS service
ORDER BY key
