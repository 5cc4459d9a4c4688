// What there is to say of these assets, in lists of key, name, kind, reason, store and services.
//
// kind is the second label.
//
// :param keys => ["mssql://crm.example/sales/dbo/customer", "snowflake://acme/MART/PUBLIC/FACT_ORDERS"]
// :returns assets
UNWIND $keys AS key
MATCH (asset:Asset {key: key})
WITH asset, head([label IN labels(asset) WHERE label <> 'Asset']) AS kind,
     head(COLLECT {
       MATCH (asset)-[stored:STORED_IN]->(store:Store)
       WHERE stored.removedAt IS NULL
       RETURN store.name ORDER BY store.name
     }) AS store,
     COLLECT {
       MATCH (asset)<-[written:PRODUCES]-(:Process)<-[performs:PERFORMS]-()<-[:CONTAINS*1..]-(service:Service)
       WHERE written.removedAt IS NULL AND performs.removedAt IS NULL
       RETURN DISTINCT service.name ORDER BY service.name
     } AS services
RETURN collect([asset.key, asset.name, kind, asset.reason, store,
       reduce(text = head(services), service IN tail(services) | text + ', ' + service)]) AS assets
ORDER BY size(assets)
