"""The Cypher of the books and of reading what is there. What writes the model's rows is derived in ``schema``.

Labels and types come from the declared schema. Every reading statement gives back, per node or relationship, its
identity, its ``digest``, and its books, or null where this source alone declares it and it is not removed.
"""

from typing import Final

from lineage_graph.graph.rows import Group
from lineage_graph.model import COLLECTIONS
from lineage_graph.schema import EDGES, NODES

READ_GRAPH: Final = """
OPTIONAL MATCH (g:Graph {key: 'graph'})
RETURN g.schemaVersion AS version, g.change AS change
"""

MAKE_GRAPH: Final = """
MERGE (g:Graph {key: 'graph'})
ON CREATE SET g.name = 'lineage_graph', g.change = 0
SET g.schemaVersion = $version
"""

AWAIT_NAMES: Final = "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()"
"""Wait until the full-text index has what was written, so that a search right after a load finds it."""

READ_SOURCE: Final = """
OPTIONAL MATCH (s:Source {key: $source})
RETURN coalesce(s.leaseToken, 0) > 0 AS known, coalesce(s.outside, []) AS outside, datetime() AS now,
       s.settled AS settled, s.fingerprints AS fingerprints, s.readDigest AS digest, s.account AS account,
       s.held AS held
"""

LOCK_SOURCE: Final = """
MERGE (s:Source {key: $source})
ON CREATE SET s.name = $source, s.kind = $kind, s.service = $service, s.leaseToken = 0
SET s.leaseAsked = datetime()
"""

READ_LEASE: Final = """
MATCH (s:Source {key: $source})
RETURN s.leaseToken AS token, s.leaseOwner AS owner, s.leaseExpires AS expires, datetime() AS now,
       s.leaseOwner IS NOT NULL AND s.leaseExpires > datetime() AS held, coalesce(s.outside, []) AS outside,
       s.settled AS settled, s.fingerprints AS fingerprints
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
    s.settled = $settled, s.fingerprints = $fingerprints,
    s.readDigest = $digest, s.account = $account, s.held = $held,
    s.lastReadWhole = CASE WHEN $whole THEN $at ELSE s.lastReadWhole END
"""

GIVE_BACK: Final = """
MATCH (s:Source {leaseOwner: $owner})
OPTIONAL MATCH (r:Refresh {key: s.lastRefresh})
SET r.ended = datetime(), r.outcome = 'failed'
SET s.leaseOwner = null, s.leaseExpires = null, s.leaseAsked = null, s.lastOutcome = 'failed',
    s.settled = null, s.fingerprints = [], s.readDigest = null, s.account = null, s.held = null
"""

CARRY_SETTLED: Final = """
MATCH (s:Source)
WHERE s.settled = $before
SET s.settled = $after
"""
"""What is only added takes nothing from what the sources declare: who was settled before is settled after."""

CONFIRM_REFRESH: Final = """
MATCH (s:Source {key: $source, leaseToken: $token})
MATCH (r:Refresh {key: $refresh})
SET r.ended = datetime(), r.outcome = 'done', r.unchanged = s.held
SET s.leaseOwner = null, s.leaseExpires = null, s.leaseAsked = null, s.lastOutcome = 'done',
    s.lastReadWhole = CASE WHEN $whole THEN $at ELSE s.lastReadWhole END
"""
"""The end of a load that found everything as the load before had left it."""

NOTE_PENDING: Final = """
MERGE (s:Source {key: 'join'})
ON CREATE SET s.name = 'join', s.kind = 'join', s.service = '', s.leaseToken = 0
SET s.pending = coalesce(s.pending, []) + [one IN $containers WHERE NOT one IN coalesce(s.pending, [])],
    s.unseen = coalesce(s.unseen, []) + [one IN $containers WHERE NOT one IN coalesce(s.unseen, [])]
"""
"""``pending`` are joined container by container; in ``unseen`` nobody has looked for instances yet."""

READ_PENDING: Final = """
OPTIONAL MATCH (s:Source {key: 'join'})
RETURN coalesce(s.pending, []) AS pending, coalesce(s.unseen, []) AS unseen
"""

CLEAR_PENDING: Final = """
MATCH (j:Source {key: 'join'})
SET j.pending = [one IN j.pending WHERE one <> $container]
"""

HAS_NODES: Final = """
MATCH (n)
WITH count(n) AS all
OPTIONAL MATCH (book:Graph|Source|Refresh)
WITH all, count(book) AS books
RETURN all > books AS any
"""
"""Whether there is more in the database than the books."""

FED: Final = """
MATCH (a:Asset)-[:FEEDS]->(p:Process)
WHERE p.key IN $processes
RETURN DISTINCT a.key AS key
"""

_OWNED: Final = frozenset((*COLLECTIONS.values(), "Service", "Activity", "Process"))


def anchor(group: Group) -> int | None:
    """Which end of the relationships has keys below the service's: 0 the start, 1 the end, None neither."""
    return next((place for place, label in enumerate(group.ends or ()) if label in _OWNED), None)


def anchored(group: Group) -> bool:
    """Whether what lies below a service can be found by the key's index."""
    return not group.ends or anchor(group) is not None


def count_all() -> str:
    """How many there are of every label and type, from Neo4j's count store: ``name`` and ``count``."""
    nodes = (f"MATCH (x:{label})\nWITH count(x) AS count\nRETURN '{label}' AS name, count" for label in NODES)
    edges = (f"MATCH ()-[x:{type_}]->()\nWITH count(x) AS count\nRETURN '{type_}' AS name, count" for type_ in EDGES)
    return "\nUNION ALL\n".join((*nodes, *edges))


def compare(group: Group) -> str:
    """Which of ``$rows`` the graph does not hold as they are, said by ``$source``.

    A row is the place, the key or both keys and what tells apart, and the digest.

    One row: ``different``, a list of the place, then the digest and the books, or nulls where there is nothing.
    """
    # OPTIONAL throughout: no row gets lost, and the planner looks between both ends of a relationship instead of
    # expanding all of one end's, which may be very many.
    if group.ends:
        start, end = group.ends
        item = "r"
        apart = f" {{{group.apart}: row[3]}}" if group.apart else ""
        look = (
            f"OPTIONAL MATCH (a:{start} {{key: row[1]}})\nOPTIONAL MATCH (b:{end} {{key: row[2]}})\n"
            f"OPTIONAL MATCH (a)-[r:{group.label}{apart}]->(b) WHERE r.sources IS NOT NULL\n"
        )
    else:
        item, look = "n", f"OPTIONAL MATCH (n:{group.label} {{key: row[1]}})\n"
    return (
        f"UNWIND $rows AS row\n{look}"
        f"WITH row, {item} WHERE {item} IS NULL OR {item}.removedAt IS NOT NULL\n"
        f"  OR NOT ($source IN coalesce({item}.sources, []) AND coalesce({item}.digest = row[-1], false))\n"
        f"RETURN collect([row[0], {item} IS NULL, {item}.digest, {item}.sources, {item}.declaredSince,\n"
        f"  {item}.removedAt, {item}.absences]) AS different"
    )


def claimed(group: Group, *, everywhere: bool) -> str:
    """Match all of the group that ``$source`` declares: everywhere by a scan, else below ``$service``."""
    name = "n" if not group.ends else "ab"[anchor(group) or 0]
    below = f"({name}.key = $service OR {name}.key STARTS WITH $below) AND "
    return (
        f"MATCH {_pattern(group) if group.ends else f'(n:{group.label})'}\n"
        f"WHERE {'' if everywhere else below}$source IN {'r' if group.ends else 'n'}.sources\n"
    )


def count_claimed(group: Group, *, everywhere: bool) -> str:
    """How many ``claimed`` matches."""
    return f"{claimed(group, everywhere=everywhere)}RETURN count(*) AS count"


def list_claimed(group: Group, *, everywhere: bool) -> str:
    """The identities that ``claimed`` matches."""
    apart = f", r.{group.apart} AS apart" if group.apart else ""
    keys = f"a.key AS start, b.key AS end{apart}" if group.ends else "n.key AS key"
    return f"{claimed(group, everywhere=everywhere)}RETURN {keys}"


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
