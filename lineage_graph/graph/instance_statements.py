"""The Cypher that the making of instances asks with: patterns with shared holes, real assets, what was made before."""

from typing import Final

_REAL: Final = "{0}.removedAt IS NULL AND any(source IN {0}.sources WHERE source <> 'join')"

PATTERNS: Final = f"""
MATCH (p:Process)-[w:PRODUCES]->(out:Asset)
WHERE w.open IS NOT NULL AND {_REAL.format("w")} AND {_REAL.format("p")} AND {_REAL.format("out")}
  AND coalesce(p.reason, '') <> 'inactive'
MATCH (a:Asset)-[r:FEEDS]->(p)
WHERE {_REAL.format("r")} AND {_REAL.format("a")} AND coalesce(r.match, 'exact') = 'exact'
WITH p, w, out, collect([a.key, r.open, r.kind, r.reason, r.detail]) AS inputs
WHERE any(input IN inputs WHERE any(name IN input[1] WHERE name <> '' AND name IN w.open))
RETURN p.key AS key, p.name AS name, p.type AS type, p.step AS step, p.reason AS reason, p.detail AS detail,
       out.key AS output, w.open AS open, inputs,
       COLLECT {{
         MATCH (performer)-[performs:PERFORMS]->(p)
         WHERE {_REAL.format("performs")}
         RETURN [head(labels(performer)), performer.key]
       }} AS performers
"""
"""Processes of which an input and the output share an unknown value. What is switched off makes nothing."""

HAS_OPEN: Final = """
RETURN EXISTS { MATCH (:Process)-[w:PRODUCES]->(:Asset) WHERE w.open IS NOT NULL } AS any
"""
"""Whether any output is known in part: most graphs have none, and to plan ``PATTERNS`` takes half a second."""

OWN: Final = f"""
UNWIND $performers AS performer
MATCH (p:Process)
WHERE p.key STARTS WITH performer + '=>' AND {_REAL.format("p")}
RETURN p.key AS key
"""

SEEDS: Final = f"""
MATCH (a:Asset)
WHERE (a.key = $container OR a.key STARTS WITH $below) AND {_REAL.format("a")}
  AND NOT a:Placeholder AND NOT a:Endpoint
RETURN a.key AS key
"""

ASSETS: Final = f"""
UNWIND $keys AS key
MATCH (a:Asset {{key: key}})
WHERE {_REAL.format("a")}
RETURN a.key AS key, a.name AS name, head([label IN labels(a) WHERE label <> 'Asset']) AS kind,
       a.reason AS reason, a.detail AS detail,
       head(COLLECT {{
         MATCH (a)-[stored:STORED_IN]->(s:Store)
         WHERE stored.removedAt IS NULL
         RETURN [s.key, s.reason, s.detail] ORDER BY s.key
       }}) AS store
"""

HAS_MADE: Final = """
OPTIONAL MATCH (s:Source {key: 'join'})
RETURN coalesce(s.instances, false) AS made
"""

NOTE_MADE: Final = """
MATCH (s:Source {key: 'join'})
SET s.instances = true,
    s.pending = coalesce(s.pending, []) + [one IN $containers WHERE NOT one IN coalesce(s.pending, [])]
"""
"""Before anything is written: so that the next load finds what this one left, if it is killed."""

SETTLE: Final = """
MATCH (s:Source {key: 'join'})
SET s.unseen = [one IN coalesce(s.unseen, []) WHERE NOT one IN $seen], s.instances = $made
"""

_MINE: Final = "RETURN {0} AS identity, {1}.digest AS digest"
_KEYS: Final = "[a.key, b.key]"


def made_nodes(label: str) -> str:
    """The nodes that the join declares: ``identity`` and ``digest``."""
    return f"MATCH (n:{label})\nWHERE 'join' IN n.sources\n{_MINE.format('n.key', 'n')}"


def made_ties(label: str) -> str:
    """What the join ties to its pattern."""
    return f"MATCH (a:{label})-[r:INSTANCE_OF]->(b:{label})\nWHERE 'join' IN r.sources\n{_MINE.format(_KEYS, 'r')}"


def made_around(type_: str, ends: tuple[str, str], place: int) -> str:
    """The relationships of that type that the join declares at ``$keys``, the start (0) or the end (1)."""
    start, end = ends
    declared = " AND r.declared" if type_ == "FEEDS" else ""
    return (
        f"UNWIND $keys AS key\nMATCH ({'ab'[place]}:{ends[place]} {{key: key}})\n"
        f"MATCH (a:{start})-[r:{type_}]->(b:{end})\nWHERE 'join' IN r.sources{declared}\n{_MINE.format(_KEYS, 'r')}"
    )


def forget(label: str) -> str:
    """Nodes of ``$keys`` that only the join declared and that never held at any time, where nothing hangs on them."""
    return (
        f"MATCH (n:{label})\nWHERE n.key IN $keys AND n.sources = []\n"
        "  AND n.removedAt.epochMillis <= n.declaredSince.epochMillis AND NOT EXISTS { (n)--() }\nDELETE n"
    )
