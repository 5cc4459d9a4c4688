"""The Cypher that moves what runs came to from a key to the one that took its place."""

from typing import Final

ONLY_RUNS: Final = "(size({0}.sources) > 0 AND all(source IN {0}.sources WHERE source STARTS WITH 'runs+'))"
GONE: Final = f"({{0}}.removedAt IS NOT NULL OR {ONLY_RUNS})"
"""No definition says so any more; what ran keeps it there, and nothing else."""

MOVES: Final = f"""
MATCH (old:Asset)-[tie:RENAMED_TO]->(new:Asset)
WHERE 'join' IN tie.sources OR tie.removedAt IS NOT NULL
WITH CASE WHEN tie.removedAt IS NULL THEN [old, new] ELSE [new, old] END AS pair
WITH pair[0] AS gone, pair[1] AS here
WHERE here.removedAt IS NULL AND {GONE.format("gone")}
  AND EXISTS {{ MATCH (gone)-[flow:FEEDS|PRODUCES]-(:Process) WHERE flow.removedAt IS NULL OR flow.runCount > 0 }}
RETURN gone.key AS gone, here.key AS here
ORDER BY gone
"""
"""Keys that gave way, and their new ones, as long as anything that ran hangs on the former. The way back is another."""

PROCESSES: Final = """
MATCH (p:Process)-[:PRODUCES]->(:Asset {key: $gone})
WITH p.key AS key, split(p.key, '=>')[0] AS performer
MATCH (q:Process {key: performer + '=>' + $here + substring(key, size(performer) + 2 + size($gone))})
WHERE q.removedAt IS NULL
RETURN key AS gone, q.key AS here
ORDER BY gone
"""
"""The processes that wrote the one, and those that write the other in their place."""

RUNS: Final = """
UNWIND $pairs AS pair
MATCH (run:ActivityRun)-[done:EXECUTED]->(:Process {key: pair[0]})
WITH pair, run, done
LIMIT toInteger($limit)
MATCH (q:Process {key: pair[1]})
MERGE (run)-[moved:EXECUTED]->(q)
ON CREATE SET moved = properties(done)
DELETE done
RETURN count(*) AS moved
"""

_FLOWS: Final = """
WITH DISTINCT f, g, coalesce(f.prunedRuns, 0) AS pruned, g.lastRun IS NULL OR f.lastRun > g.lastRun AS later
SET g.prunedRuns = CASE WHEN pruned > 0 THEN coalesce(g.prunedRuns, 0) + pruned ELSE g.prunedRuns END,
    g.prunedRows = CASE WHEN pruned > 0 THEN coalesce(g.prunedRows, 0) + coalesce(f.prunedRows, 0)
      ELSE g.prunedRows END,
    g.firstRun = CASE WHEN pruned > 0 AND (g.firstRun IS NULL OR f.firstRun < g.firstRun) THEN f.firstRun
      ELSE g.firstRun END,
    g.rows = CASE WHEN pruned > 0 AND later THEN f.rows ELSE g.rows END,
    g.bytes = CASE WHEN pruned > 0 AND later THEN f.bytes ELSE g.bytes END,
    g.lastStatus = CASE WHEN pruned > 0 AND later THEN f.lastStatus ELSE g.lastStatus END,
    g.lastRun = CASE WHEN pruned > 0 AND later THEN f.lastRun ELSE g.lastRun END,
    g.runCount = CASE WHEN pruned > 0 THEN coalesce(g.runCount, 0) + pruned ELSE g.runCount END,
    g.observed = g.observed OR f.observed,
    g.sources = g.sources + [source IN f.sources WHERE source STARTS WITH 'runs+' AND NOT source IN g.sources]
SET f.prunedRuns = null, f.prunedRows = null, f.runCount = null, f.firstRun = null, f.lastRun = null,
    f.lastStatus = null, f.rows = null, f.bytes = null,
    f.sources = [source IN f.sources WHERE NOT source STARTS WITH 'runs+']
SET f.removedAt = CASE WHEN f.sources = [] THEN coalesce(f.removedAt, $at) END
"""
"""What is kept of pruned runs is added; all other runs are counted anew where they are now."""

WRITTEN: Final = f"""
UNWIND $pairs AS pair
MATCH (:Process {{key: pair[0]}})-[f:PRODUCES]->(:Asset {{key: $gone}})
MATCH (:Process {{key: pair[1]}})-[g:PRODUCES]->(:Asset {{key: $here}})
{_FLOWS}"""

READ: Final = f"""
UNWIND $pairs AS pair
MATCH (a:Asset)-[f:FEEDS]->(:Process {{key: pair[0]}})
MATCH (b:Asset)-[g:FEEDS]->(:Process {{key: pair[1]}})
WHERE f <> g AND (a = b OR EXISTS {{ (a)-[:RENAMED_TO]-(b) }})
  AND any(source IN f.sources WHERE source <> 'join') AND any(source IN g.sources WHERE source <> 'join')
{_FLOWS}"""
"""What the processes read, under its own name or under another."""

READ_BY: Final = f"""
MATCH (:Asset {{key: $gone}})-[f:FEEDS]->(p:Process)<-[g:FEEDS]-(:Asset {{key: $here}})
WHERE any(source IN f.sources WHERE source <> 'join') AND any(source IN g.sources WHERE source <> 'join')
{_FLOWS}RETURN count(f) AS moved
"""

READERS: Final = """
MATCH (:Asset {key: $gone})-[:FEEDS]->(p:Process)<-[:FEEDS]-(:Asset {key: $here})
RETURN DISTINCT p.key AS key
"""

_LEFT: Final = "[source IN {0}.sources WHERE NOT source STARTS WITH 'runs+']"
_WITHDRAW: Final = "SET {0}.removedAt = CASE WHEN {0}.sources = [] THEN coalesce({0}.removedAt, $at) END"


def _go(node: str) -> str:
    """Of the node and its ``ties`` runs no longer say that they are there."""
    left, tie_left = _LEFT.format(node), _LEFT.format("tie")
    return (
        f"WITH {node}, collect(tie) AS found\n"
        f"WITH {node}, [tie IN found WHERE any(source IN tie.sources WHERE source STARTS WITH 'runs+')] AS ties\n"
        f"SET {node}.sources = {left}\n{_WITHDRAW.format(node)}\n"
        f"FOREACH (tie IN ties | SET tie.sources = {tie_left} {_WITHDRAW.format('tie')})\n"
    )


def _come(node: str) -> str:
    """To the node and its ``ties`` are added the sources of runs in ``told``."""
    more = "{0}.sources = {0}.sources + [source IN told WHERE NOT source IN {0}.sources]"
    return (
        f"WITH {node}, told, collect(tie) AS ties\nSET {more.format(node)}\n"
        f"FOREACH (tie IN ties | SET {more.format('tie')})\n"
    )


_TOLD: Final = "[source IN {0}.sources WHERE source STARTS WITH 'runs+'] AS told"

PROCESSES_COME: Final = f"""
UNWIND $pairs AS pair
MATCH (p:Process {{key: pair[0]}})
MATCH (q:Process {{key: pair[1]}})
WITH q, {_TOLD.format("p")}
OPTIONAL MATCH (q)<-[tie:PERFORMS]-()
{_come("q")}"""

ASSET_COMES: Final = f"""
MATCH (gone:Asset {{key: $gone}})
MATCH (a:Asset {{key: $here}})
WITH a, {_TOLD.format("gone")}
OPTIONAL MATCH (a)-[tie:STORED_IN]->(store:Store)
WITH a, told, tie, store
FOREACH (one IN CASE WHEN store IS NULL THEN [] ELSE [store] END |
  SET one.sources = one.sources + [source IN told WHERE NOT source IN one.sources])
{_come("a")}"""

PROCESSES_GO: Final = f"""
UNWIND $pairs AS pair
MATCH (p:Process {{key: pair[0]}})
OPTIONAL MATCH (p)-[tie:PERFORMS|INSTANCE_OF|FEEDS]-()
{_go("p")}"""

ASSET_GOES: Final = f"""
MATCH (a:Asset {{key: $gone}})
WHERE NOT EXISTS {{ MATCH (a)-[flow:FEEDS|PRODUCES]-() WHERE flow.removedAt IS NULL AND flow.sources <> ['join'] }}
OPTIONAL MATCH (a)-[tie:STORED_IN|INSTANCE_OF|HAS_COLUMN]-()
{_go("a")}"""

STORE_GOES: Final = f"""
MATCH (:Asset {{key: $gone}})-[:STORED_IN]->(s:Store)
WHERE NOT EXISTS {{ MATCH (s)<-[holds:STORED_IN]-() WHERE holds.removedAt IS NULL }}
OPTIONAL MATCH (s)<-[tie:CONNECTS_TO]-()
{_go("s")}"""

COLUMNS: Final = """
MATCH (:Asset {key: $gone})-[has:HAS_COLUMN]->(column:Column)
MATCH (here:Asset {key: $here})
MERGE (moved:Column {key: $here + substring(column.key, size($gone))})
ON CREATE SET moved += column {.*, key: $here + substring(column.key, size($gone))}
MERGE (here)-[tie:HAS_COLUMN]->(moved)
ON CREATE SET tie = properties(has)
"""

_DERIVATIONS: Final = """
MERGE (a)-[g:DERIVES {process: process}]->(b)
ON CREATE SET g = f {.*, process: process}
DELETE f
RETURN count(*) AS moved
"""
_PROCESS: Final = "coalesce(head([pair IN $pairs WHERE pair[0] = f.process | pair[1]]), f.process) AS process"

DERIVED_INTO: Final = f"""
MATCH (:Asset {{key: $gone}})-[:HAS_COLUMN]->(column:Column)<-[f:DERIVES]-(a:Column)
MATCH (b:Column {{key: $here + substring(column.key, size($gone))}})
WITH a, b, f, {_PROCESS}
{_DERIVATIONS}"""

DERIVED_FROM: Final = f"""
MATCH (:Asset {{key: $gone}})-[:HAS_COLUMN]->(column:Column)-[f:DERIVES]->(b:Column)
MATCH (a:Column {{key: $here + substring(column.key, size($gone))}})
WITH a, b, f, {_PROCESS}
{_DERIVATIONS}"""
