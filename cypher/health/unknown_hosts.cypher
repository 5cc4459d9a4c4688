// Stores whose host is not known, and what hangs on each.
//
// Name the host in lineage.yml or with --store, and the next load joins them with everything else there.
//
// :returns key, name, type, reason, detail, assets, linkedServices
MATCH (store:Store)
WHERE store.reason IS NOT NULL AND store.removedAt IS NULL
RETURN store.key AS key, store.name AS name, store.type AS type, store.reason AS reason, store.detail AS detail,
       COUNT { (store)<-[stored:STORED_IN]-() WHERE stored.removedAt IS NULL } AS assets,
       COLLECT {
         MATCH (store)<-[connects:CONNECTS_TO]-(linked:LinkedService)
         WHERE connects.removedAt IS NULL
         RETURN linked.name ORDER BY linked.name
       } AS linkedServices
ORDER BY assets DESC, key
