// What a node that is no longer declared is called now.
//
// Naming a host that was hidden moves everything behind it to a new key; the old node keeps its history.
//
// :param key => "mssql://old.example/sales/dbo/legacy"
// :param label => "Asset"
// :returns key, name, labels, removedAt
MATCH (old:Asset|Store {key: $key})-[renamed:RENAMED_TO]->(new)
WHERE $label IN labels(old) AND renamed.removedAt IS NULL
RETURN new.key AS key, new.name AS name, labels(new) AS labels, new.removedAt AS removedAt
ORDER BY removedAt DESC, key
