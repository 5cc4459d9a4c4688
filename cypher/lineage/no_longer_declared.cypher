// Movements that were seen to run and that no definition declares (any more), the latest first.
//
// A definition that changed, one that was never loaded, or a name that only runs tell. removedAt is the time when its last
// source stopped saying so, null where runs still vouch for it.
//
// :returns process, performer, role, asset, firstRun, lastRun, runCount, removedAt
MATCH (process:Process)-[flow:FEEDS|PRODUCES]-(asset:Asset)
WHERE flow.observed AND (flow.removedAt IS NOT NULL OR NOT coalesce(flow.declared, true))
WITH process, flow, asset,
     head(COLLECT { MATCH (process)<-[:PERFORMS]-(who) RETURN who.name ORDER BY who.name }) AS performer
RETURN process.key AS process, performer, CASE type(flow) WHEN 'FEEDS' THEN 'reads' ELSE 'writes' END AS role,
       asset.key AS asset, flow.firstRun AS firstRun, flow.lastRun AS lastRun, flow.runCount AS runCount,
       flow.removedAt AS removedAt
ORDER BY lastRun IS NULL, lastRun DESC, process, role, asset
