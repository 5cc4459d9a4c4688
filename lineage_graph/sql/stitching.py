"""Temporary tables followed through: who reads ``#t`` reads what filled it, and nobody writes it.

A statement that only fills temporary tables is left out where a later one reads them: its reads went there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from lineage_graph.sql.movement import Movement
from lineage_graph.sql.statements import Effect, Kind, Part, Place, Read, Statement, TableName


@dataclass(frozen=True, slots=True)
class Step:
    """A statement's movement, its verb and its line; ``database`` is the one that USE made the current one.

    ``is_schema`` where the dialect writes ``database.table``.
    """

    movement: Movement
    verb: str
    line: int
    database: Part | None = None
    is_schema: bool = False


@dataclass(slots=True)
class _Session:
    """The temporary names so far, what fills each, which steps did, and which of these a later step used."""

    names: set[str]
    sources: dict[str, dict[Place, Kind]] = field(default_factory=dict)
    fillers: dict[str, set[int]] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)


def stitched(steps: Iterable[Step], local_names: frozenset[str]) -> tuple[tuple[Statement, ...], frozenset[str]]:
    """The statements without temporary tables, and the temporary names that the session now has."""
    session = _Session(set(local_names))
    found = [(number, _followed(number, step, session)) for number, step in enumerate(steps)]
    kept = (statement for number, statement in found
            if _says_something(statement) and not (number in session.used and _only_reads(statement)))  # fmt: skip
    return tuple(kept), frozenset(session.names)


def _followed(number: int, step: Step, session: _Session) -> Statement:
    movement = _in_database(step, session)
    reads = dict(_expanded(movement.reads, session))
    session.names |= {_key(name) for name in movement.local}
    for place in movement.writes:
        if _is_local(place, session):
            session.fillers.setdefault(_key(place), set()).add(number)
            _merge(session.sources.setdefault(_key(place), {}), reads.items())
    return Statement(
        verb=step.verb,
        reads=tuple(Read(place, kind) for place, kind in reads.items()),
        writes=tuple(place for place in movement.writes if not _is_local(place, session)),
        executes=movement.executes,
        effects=tuple(effect for effect in movement.effects if not _is_local(effect.place, session)),
        partial=movement.partial,
        line=step.line,
    )


def _in_database(step: Step, session: _Session) -> Movement:
    """The movement with the current database in every name that is neither temporary nor has one of its own."""
    movement = step.movement
    if step.database is None:
        return movement
    local = {_key(name) for name in movement.local}

    def placed(place: Place) -> Place:
        if not isinstance(place, TableName) or _is_local(place, session) or _key(place) in local:
            return place
        return _below(place, step)

    return replace(
        movement,
        reads=tuple(Read(placed(read.place), read.kind) for read in movement.reads),
        writes=tuple(placed(place) for place in movement.writes),
        executes=tuple(_below(name, step) for name in movement.executes),
        effects=tuple(Effect(effect.action, placed(effect.place)) for effect in movement.effects),
    )


def _below(name: TableName, step: Step) -> TableName:
    if step.is_schema:
        return replace(name, schema=name.schema or step.database)
    return replace(name, database=name.database or step.database)


def _expanded(reads: Iterable[Read], session: _Session) -> dict[Place, Kind]:
    found: dict[Place, Kind] = {}
    _merge(found, (pair for read in reads for pair in _through(read, session)))
    return found


def _through(read: Read, session: _Session) -> Iterator[tuple[Place, Kind]]:
    """The place itself, or for a temporary table what filled it."""
    if not _is_local(read.place, session):
        yield read.place, read.kind
        return
    key = _key(read.place)
    session.used |= session.fillers.get(key, set())
    for place, kind in session.sources.get(key, {}).items():
        yield place, Kind.DATA if read.kind is kind is Kind.DATA else Kind.INFLUENCE


def _merge(into: dict[Place, Kind], reads: Iterable[tuple[Place, Kind]]) -> None:
    """Adds what is read; a place that differs in case alone is the same, and data wins over influence."""
    spelled = {_key(place): place for place in into}
    for place, kind in reads:
        known = spelled.setdefault(_key(place), place)
        into[known] = Kind.DATA if Kind.DATA in (kind, into.get(known)) else kind


def _is_local(place: Place, session: _Session) -> bool:
    if not isinstance(place, TableName):
        return False
    name = place.table.text
    looks_so = name.startswith(("#", "@")) and len(name) > 1
    return looks_so or _key(place).removeprefix("global_temp.") in session.names


def _key(place: Place) -> str:
    if not isinstance(place, TableName):
        return f"file:{place.data_source}:{place.path}"
    name = place.table.text
    return name.lower() if name.startswith(("#", "@")) else ".".join(part.folded for part in place.parts)


def _says_something(statement: Statement) -> bool:
    return bool(statement.reads or statement.writes or statement.executes or statement.effects)


def _only_reads(statement: Statement) -> bool:
    return not (statement.writes or statement.executes or statement.effects)
