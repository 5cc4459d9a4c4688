// What to call this node: its service, its store, its type.
//
// :param key => "mssql://crm.example/sales/dbo/customer"
// :param label => "Asset"
// :returns key, name, labels, type, service, store, storeType
MATCH (node:Service|Pipeline|Activity|DataFlow|Dataset|LinkedService|Trigger|IntegrationRuntime|Notebook
            |SqlScript|SparkJob|Routine|Package|Job|Store|Asset|Column
            {key: $key})
WHERE $label IN labels(node)
CALL (node) {
  OPTIONAL MATCH (service:Service)-[:CONTAINS*1..]->(node)
  RETURN DISTINCT service
}
CALL (node) {
  OPTIONAL MATCH (node)-[stored:STORED_IN]->(store:Store)
  WHERE stored.removedAt IS NULL
  RETURN store ORDER BY store.key LIMIT 1
}
RETURN node.key AS key, node.name AS name, labels(node) AS labels, node.type AS type, service.name AS service,
       store.name AS store, store.type AS storeType
ORDER BY key
