"""The Cypher of the books and of reading what is there. What writes the model's rows is derived in ``schema``.

Labels and types come from the declared schema. Every reading statement gives back, per node or relationship, its
identity, its ``digest``, and its books, or null where this source alone declares it and it is not removed.
"""

from typing import Final

from lineage_graph.graph.rows import Group
from lineage_graph.model import COLLECTIONS

READ_GRAPH: Final = """
OPTIONAL MATCH (g:Graph {key: 'graph'})
RETURN g.schemaVersion AS version, g.change AS change
"""

MAKE_GRAPH: Final = """
MERGE (g:Graph {key: 'graph'})
ON CREATE SET g.name = 'lineage_graph', g.change = 0
SET g.schemaVersion = $version
"""

READ_SOURCE: Final = """
OPTIONAL MATCH (s:Source {key: $source})
RETURN coalesce(s.leaseToken, 0) > 0 AS known, coalesce(s.outside, []) AS outside, datetime() AS now
"""

LOCK_SOURCE: Final = """
MERGE (s:Source {key: $source})
ON CREATE SET s.name = $source, s.kind = $kind, s.service = $service, s.leaseToken = 0
SET s.leaseAsked = datetime()
"""

READ_LEASE: Final = """
MATCH (s:Source {key: $source})
RETURN s.leaseToken AS token, s.leaseOwner AS owner, s.leaseExpires AS expires, datetime() AS now,
       s.leaseOwner IS NOT NULL AND s.leaseExpires > datetime() AS held, coalesce(s.outside, []) AS outside
"""

TAKE_LEASE: Final = """
MATCH (s:Source {key: $source})
SET s.leaseOwner = $owner, s.leaseToken = $token, s.outside = $outside,
    s.leaseExpires = datetime() + duration({seconds: $seconds})
WITH s
OPTIONAL MATCH (last:Refresh {key: s.lastRefresh})
WHERE last.outcome = 'running'
SET last.outcome = 'interrupted'
SET s.lastRefresh = $refresh
WITH s
MERGE (r:Refresh {key: $refresh})
SET r.name = $refresh, r.source = $source, r.started = datetime(), r.at = $at, r.outcome = 'running',
    r.incomplete = $incomplete
"""

RENEW_LEASES: Final = """
UNWIND $leases AS lease
MATCH (s:Source {key: lease.source, leaseToken: lease.token})
SET s.leaseExpires = datetime() + duration({seconds: $seconds})
"""

FENCE: Final = """
MATCH (s:Source {key: $source, leaseToken: $token})
MATCH (g:Graph {key: 'graph'})
SET g.change = g.change + 1
SET s.leaseExpires = datetime() + duration({seconds: $seconds})
RETURN g.change AS change
"""

END_REFRESH: Final = """
MATCH (s:Source {key: $source, leaseToken: $token})
MATCH (r:Refresh {key: $refresh})
SET r.ended = datetime(), r.outcome = $outcome, r += $counts
SET s.leaseOwner = null, s.leaseExpires = null, s.leaseAsked = null, s.lastOutcome = $outcome,
    s.lastReadWhole = CASE WHEN $whole THEN $at ELSE s.lastReadWhole END
"""

_BOOKS: Final = (
    "CASE WHEN {0}.sources = [$source] AND {0}.removedAt IS NULL THEN null\n"
    "     ELSE [{0}.sources, {0}.declaredSince, {0}.removedAt, {0}.absences] END"
)
_FULL_BOOKS: Final = "[{0}.sources, {0}.declaredSince, {0}.removedAt, {0}.absences]"
_NODE: Final = "RETURN n.key AS identity, n.digest AS digest, {books} AS books"
_EDGES: Final = "RETURN a.key AS start, collect([b.key, r.digest, {books}]) AS ends"

_OWNED: Final = frozenset((*COLLECTIONS.values(), "Service", "Activity", "Process"))


def anchor(group: Group) -> int | None:
    """Which end of the relationships has keys below the service's: 0 the start, 1 the end, None neither."""
    return next((place for place, label in enumerate(group.ends or ()) if label in _OWNED), None)


def count(group: Group) -> str:
    """How many there are of the label or type, from Neo4j's count store."""
    pattern = f"()-[x:{group.label}]->()" if group.ends else f"(x:{group.label})"
    return f"MATCH {pattern} RETURN count(x) AS count"


def below(group: Group) -> str:
    """All whose key, or whose anchor's key, is ``$service`` or starts with ``$below``, whoever declares them."""
    if not group.ends:
        where = "n.key = $service OR n.key STARTS WITH $below"
        return f"MATCH (n:{group.label})\nWHERE {where}\n{_NODE.format(books=_BOOKS.format('n'))}"
    name = "ab"[anchor(group) or 0]
    where = f"{name}.key = $service OR {name}.key STARTS WITH $below"
    return f"MATCH {_pattern(group)}\nWHERE {where}\n{_EDGES.format(books=_BOOKS.format('r'))}"


def claimed(group: Group) -> str:
    """All that ``$source`` declares, wherever they belong: a scan of the label or type."""
    if not group.ends:
        return f"MATCH (n:{group.label})\nWHERE $source IN n.sources\n{_NODE.format(books=_BOOKS.format('n'))}"
    return f"MATCH {_pattern(group)}\nWHERE $source IN r.sources\n{_EDGES.format(books=_BOOKS.format('r'))}"


def named(group: Group) -> str:
    """Those with the identities in ``$rows``, with their whole books."""
    if not group.ends:
        look = f"UNWIND $rows AS key\nMATCH (n:{group.label} {{key: key}})"
        return f"{look}\n{_NODE.format(books=_FULL_BOOKS.format('n'))}"
    start, end = group.ends
    # OPTIONAL keeps the planner from expanding all of a node's relationships where one end has very many.
    return (
        f"UNWIND $rows AS row\nMATCH (a:{start} {{key: row[0]}})\nMATCH (b:{end} {{key: row[1]}})\n"
        f"OPTIONAL MATCH (a)-[r:{group.label}]->(b)\nWITH a, b, r WHERE r IS NOT NULL\n"
        f"{_EDGES.format(books=_FULL_BOOKS.format('r'))}"
    )


def missing_ends(group: Group) -> str:
    """The rows of ``$rows`` that have an end that is not in the graph."""
    start, end = group.ends or ("", "")
    return (
        f"UNWIND $rows AS row\nOPTIONAL MATCH (a:{start} {{key: row.start}})\n"
        f"OPTIONAL MATCH (b:{end} {{key: row.end}})\nWITH row, a, b WHERE a IS NULL OR b IS NULL\n"
        "RETURN CASE WHEN a IS NULL THEN row.start ELSE row.end END AS key LIMIT 1"
    )


def _pattern(group: Group) -> str:
    start, end = group.ends or ("", "")
    return f"(a:{start})-[r:{group.label}]->(b:{end})"
