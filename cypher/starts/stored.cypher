// The assets in a store.
//
// :param key => "mssql://crm.example"
// :returns key
MATCH (:Store {key: $key})<-[stored:STORED_IN]-(asset:Asset)
WHERE stored.removedAt IS NULL AND asset.removedAt IS NULL
RETURN asset.key AS key
ORDER BY key
