"""Which sources reach which sinks of a data flow, and how.

A transformation without inputs is where data begins, whatever its word: a source, a flowlet's ``input``, a flowlet
without inputs. Every word that is not mentioned here hands all its inputs on as ``data``; a new one that only reads its
further inputs to decide about rows goes into ``_JUDGES``, one whose expressions only do that into ``_CONDITIONS``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final

from lineage_graph.dataflow_script.options import literal, option
from lineage_graph.dataflow_script.syntax import CachedLookup, Call, Node, Option, Script, Statement, Stream, children
from lineage_graph.model import FeedKind

_SINKS: Final = {"sink", "output"}
"""``output`` ends a flowlet."""
_JUDGES: Final = {"exists", "assert"}
"""Their first input passes through, the others only say which of its rows do."""
_CONDITIONS: Final = {"filter", "exists", "split", "sort", "assert", "alterrow", "join", "lookup", "rank"}
_CONDITION_CALLS: Final = {"match", "patternmatch", "over", "asc", "desc"}

_Reads = list[set[tuple[int, FeedKind]]]
"""For each statement, by its place in the script: the statements that it reads, and as what."""


@dataclass(frozen=True, slots=True)
class SinkReach:
    """What reaches one sink: names of sources in the order of the script, each with its kind.

    ``data`` values may reach the sink's columns, ``influence`` only decides which rows do or how; a ``cache`` sink
    keeps nothing, what it reads is a ``lookup``. ``unknown`` are streams or cache sinks on the way that the script does
    not define, ``cyclic`` the transformations on the way that read what they write themselves; both mean that the
    script is broken and the answer may lack sources.
    """

    sink: str
    sources: tuple[tuple[str, FeedKind], ...]
    cache: bool = False
    unknown: tuple[str, ...] = ()
    cyclic: tuple[str, ...] = ()


def reach(script: Script) -> tuple[SinkReach, ...]:
    """What reaches each sink of the data flow, and each output of a flowlet, in the order of the script.

    A cached lookup brings what its sink holds: as ``data`` into a value, as ``influence`` into a condition (filter,
    exists, split, sort, rank, assert, alter row, join, lookup, a column pattern, a window's order) or an option, but
    for the options of a surrogate key, which are its values. Whatever an influence reads is an influence.
    """
    statements = script.statements
    reads, unknown = _graph(statements)
    cyclic = _on_cycles(reads)
    found = []
    for at, statement in enumerate(statements):
        if _is_sink(statement):
            way = _upstream(reads, at)
            cache = is_cache(statement)
            found.append(
                SinkReach(
                    sink=statement.name,
                    sources=_sources(statements, way, cache=cache),
                    cache=cache,
                    unknown=tuple(dict.fromkeys(name for step in sorted(way) for name in unknown[step])),
                    cyclic=tuple(statements[step].name for step in sorted(cyclic & way.keys())),
                )
            )
    return tuple(found)


def is_cache(statement: Statement) -> bool:
    """Whether a sink only keeps its rows for lookups of the same data flow, or as the activity's output."""
    return (literal(option(statement, "store")) or "").casefold() == "cache"


def _is_sink(statement: Statement) -> bool:
    return statement.transformation.casefold() in _SINKS


def _sources(
    statements: tuple[Statement, ...], way: Mapping[int, FeedKind], *, cache: bool
) -> tuple[tuple[str, FeedKind], ...]:
    data = FeedKind.LOOKUP if cache else FeedKind.DATA
    return tuple(
        (statements[at].name, data if kind is FeedKind.DATA else kind)
        for at, kind in sorted(way.items())
        if not statements[at].inputs and not _is_sink(statements[at])
    )


def _graph(statements: tuple[Statement, ...]) -> tuple[_Reads, list[list[str]]]:
    """What each statement reads, and which of the names it reads nothing is known about."""
    places: dict[str, list[int]] = {}
    for at, statement in enumerate(statements):
        places.setdefault(statement.name.casefold(), []).append(at)
    reads: _Reads = [set() for _ in statements]
    unknown: list[list[str]] = [[] for _ in statements]
    for at, statement in enumerate(statements):
        for stream, kind in _read_streams(statement):
            targets = places.get(stream.name.casefold(), [])
            reads[at].update((target, kind) for target in targets)
            if not any(_has_branch(statements[target], stream.branch) for target in targets):
                unknown[at].append(f"{stream.name}@{stream.branch}" if stream.branch else stream.name)
    return reads, unknown


def _has_branch(statement: Statement, branch: str | None) -> bool:
    """A flowlet's branches are not written in the script that uses it: any is taken as there."""
    branches = {name.casefold() for name in statement.branches}
    return not branches or branch is None or branch.casefold() in branches


def _read_streams(statement: Statement) -> Iterator[tuple[Stream, FeedKind]]:
    judges = statement.transformation.casefold() in _JUDGES
    for place, stream in enumerate(statement.inputs):
        yield stream, FeedKind.INFLUENCE if judges and place else FeedKind.DATA
    yield from _cached_lookups(statement)


def _cached_lookups(statement: Statement) -> Iterator[tuple[Stream, FeedKind]]:
    word = statement.transformation.casefold()
    start = FeedKind.INFLUENCE if word in _CONDITIONS else FeedKind.DATA
    waiting: list[tuple[Node, FeedKind]] = [(argument, start) for argument in reversed(statement.arguments)]
    while waiting:
        node, kind = waiting.pop()
        if isinstance(node, CachedLookup):
            yield Stream(node.sink), kind
        below = FeedKind.INFLUENCE if _decides(node, word) else kind
        waiting += [(child, below) for child in reversed([*children(node)])]


def _decides(node: Node, word: str) -> bool:
    if isinstance(node, Call):
        return node.function.casefold() in _CONDITION_CALLS
    return isinstance(node, Option) and word != "keygenerate"


def _upstream(reads: _Reads, start: int) -> dict[int, FeedKind]:
    """All statements on the ways that lead to this one, itself included; ``data`` outdoes ``influence``."""
    way: dict[int, FeedKind] = {}
    waiting = [(start, FeedKind.DATA)]
    while waiting:
        at, kind = waiting.pop()
        if way.get(at) not in {kind, FeedKind.DATA}:
            way[at] = kind
            waiting += [(target, read if kind is FeedKind.DATA else kind) for target, read in reads[at]]
    return way


def _on_cycles(reads: _Reads) -> set[int]:
    """The statements that read, directly or not, what they write themselves."""
    targets = {at: {target for target, _ in read} for at, read in enumerate(reads)}
    try:
        TopologicalSorter(targets).prepare()
    except CycleError:
        return {at for at in targets if any(at in _upstream(reads, target) for target in targets[at])}
    return set()
