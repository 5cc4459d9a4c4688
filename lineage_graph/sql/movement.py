"""What one statement does, before the temporary tables of its script are followed through."""

from dataclasses import dataclass

from lineage_graph.sql.statements import Effect, Place, Read, TableName


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """As ``Statement``; ``local`` are the names that it makes temporary beyond those that look so (``#t``)."""

    reads: tuple[Read, ...] = ()
    writes: tuple[Place, ...] = ()
    executes: tuple[TableName, ...] = ()
    effects: tuple[Effect, ...] = ()
    local: tuple[TableName, ...] = ()
    partial: bool = False
