// Who told the graph what it knows, and when each was last read whole.
//
// An answer is as fresh as these times. runsUntil is the time up to which a source of runs was read, or that of the
// latest run that it told of. The join is no source of this kind: it concludes from what the others told.
//
// :returns source, kind, service, readAt, runsUntil, outcome
MATCH (source:Source)
WHERE source.kind <> 'join'
RETURN source.key AS source, source.kind AS kind, source.service AS service, source.lastReadWhole AS readAt,
       coalesce(source.runsUntil, source.latestRun) AS runsUntil, source.lastOutcome AS outcome
ORDER BY source
