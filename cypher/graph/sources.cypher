// Who told the graph what it knows, and when each was last read whole.
//
// An answer is as fresh as these times. The join is no source of this kind: it concludes from what the others told.
//
// :returns source, kind, service, readAt, outcome
MATCH (source:Source)
WHERE source.kind <> 'join'
RETURN source.key AS source, source.kind AS kind, source.service AS service, source.lastReadWhole AS readAt,
       source.lastOutcome AS outcome
ORDER BY source
