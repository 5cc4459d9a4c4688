// Whatever has a name like this, best first.
//
// text is in the language of Lucene: ord* for a beginning, *ord* for a part, ordrs~ for a misspelt word.
//
// :param text => "orders*"
// :param limit => 50
// :returns key, name, labels, service, reason, score
CALL db.index.fulltext.queryNodes('lineageNames', $text) YIELD node, score
WHERE node.removedAt IS NULL AND node.key IS NOT NULL
ORDER BY score DESC, node.key
LIMIT $limit
CALL (node) {
  OPTIONAL MATCH (service:Service)-[:CONTAINS*1..]->(node)
  RETURN DISTINCT service
}
RETURN node.key AS key, node.name AS name, labels(node) AS labels, service.name AS service, node.reason AS reason,
       score
ORDER BY score DESC, key
