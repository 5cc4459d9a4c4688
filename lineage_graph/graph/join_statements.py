"""The Cypher that the join and the renaming ask with; a container is ``$container`` and what begins with ``$below``."""

from typing import Final

from lineage_graph.graph.moving_statements import GONE, ONLY_RUNS

_HERE: Final = "(a.key = $container OR a.key STARTS WITH $below)"
_JOINABLE: Final = "a.removedAt IS NULL AND NOT a:Placeholder AND NOT a:Endpoint"
_OF_AN_INSTANCE: Final = "(r.sources = ['join'] AND coalesce(r.declared, false))"
"""What an instance that the join made reads itself; what only overlaps is not declared."""
_READ: Final = (
    "r.removedAt IS NULL AND ((coalesce(r.match, 'exact') = 'exact' "
    f"AND any(source IN r.sources WHERE source <> 'join')) OR {_OF_AN_INSTANCE})"
)
_JOINED: Final = f"'join' IN r.sources AND NOT {_OF_AN_INSTANCE}"

ASSETS: Final = f"""
MATCH (a:Asset)
WHERE {_HERE} AND {_JOINABLE}
RETURN a.key AS key
"""

READS: Final = f"""
MATCH (a:Asset)-[r:FEEDS]->(p:Process)
WHERE {_HERE} AND {_JOINABLE} AND p.removedAt IS NULL AND {_READ}
RETURN a.key AS asset, p.key AS process, r.kind AS kind, r.match AS match, r.reason AS reason, r.detail AS detail
"""

INSTANCES: Final = f"""
MATCH (a:Asset)-[r:FEEDS]->(instance:Process)-[of:INSTANCE_OF]->(p:Process)
WHERE {_HERE} AND {_READ} AND instance.removedAt IS NULL AND of.removedAt IS NULL
RETURN DISTINCT a.key AS asset, p.key AS process
"""
"""Assets with an instance process, and the process with the pattern."""

JOINED: Final = f"""
MATCH (a:Asset)-[r:FEEDS]->(p:Process)
WHERE {_HERE} AND {_JOINED}
RETURN DISTINCT p.key AS process
"""

JOINED_TO: Final = f"""
UNWIND $processes AS key
MATCH (p:Process {{key: key}})<-[r:FEEDS]-(a:Asset)
WHERE {_JOINED}
RETURN a.key AS asset, p.key AS process, r.digest AS digest
"""
"""Wherever the assets lie: asked for those of one container, the planner would look at every pair of both."""

HIDDEN_ASSETS: Final = """
MATCH (s:Store)<-[:STORED_IN]-(a:Asset)
WHERE s.key ENDS WITH $authority AND {gone}
RETURN DISTINCT a.key AS key
""".format(gone=GONE.format("a"))

HIDDEN_STORES: Final = """
MATCH (s:Store)
WHERE s.key ENDS WITH $authority AND {gone}
RETURN s.key AS key
""".format(gone=GONE.format("s"))

UNMOUNTED: Final = """
MATCH (s:Store)<-[:STORED_IN]-(a:Asset)
WHERE s.key STARTS WITH 'dbfs://' AND {gone}
RETURN DISTINCT a.key AS key
""".format(gone=GONE.format("a"))


def present(label: str) -> str:
    """Of ``$pairs`` of an old and a new key those whose new node is there, and whether they are tied already."""
    return (
        f"UNWIND $pairs AS pair\nMATCH (old:{label} {{key: pair[0]}})\nMATCH (new:{label} {{key: pair[1]}})\n"
        "WHERE new.removedAt IS NULL\n"
        "RETURN old.key AS old, new.key AS new,\n"
        "  EXISTS { (old)-[r:RENAMED_TO]->(new) WHERE r.removedAt IS NULL } AS tied"
    )


def returned(label: str) -> str:
    """What was renamed and is declared again under its old key."""
    return (
        f"MATCH (old:{label})-[r:RENAMED_TO]->(new:{label})\n"
        "WHERE r.removedAt IS NULL AND 'join' IN r.sources AND old.removedAt IS NULL\n"
        f"  AND NOT {ONLY_RUNS.format('old')}\n"
        "RETURN old.key AS old, new.key AS new"
    )
