"""Which columns a data flow's run wrote, and from which columns of its sources: what the service itself computed.

A column that the flow makes out of nothing derives from none. A source that reads several tables by one query does not
tell which of them has the column: it is left out.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import product
from types import MappingProxyType
from typing import Final, NamedTuple

from lineage_graph.declared.processes import Part
from lineage_graph.model import Asset, Column, DeriveKind, Derives, Feeds, HasColumn, Process, Produces, Ref
from lineage_graph.records import ActivityRun, SinkColumn, SinkRun
from lineage_graph.stores.columns import column_key

MOST_REMEMBERED: Final = 500
"""Mappings; each holds the columns of one sink."""

_DIGEST_BYTES: Final = 8

Sources = tuple[tuple[str, tuple[str, ...]], ...]
"""By the lower-case name of a data flow's source, the keys of what it reads."""


class Told(NamedTuple):
    """What a run told of the columns of one process; ``mapping`` is the same for runs that told the same."""

    mapping: str
    parts: tuple[Part, ...]


NOTHING_TOLD: Final[Mapping[str, Told]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Columns:
    """Works out the columns of equal runs once."""

    known: "OrderedDict[tuple[str, str, Sources, tuple[SinkColumn, ...]], Told]" = field(default_factory=OrderedDict)

    def told(self, run: ActivityRun, parts: Iterable[Part]) -> Mapping[str, Told]:
        """By the key of each process among the parts whose sink told its columns."""
        if not any(sink.columns for sink in run.output.sinks):
            return NOTHING_TOLD
        held = tuple(parts)
        outputs = {part.start.key: part.end for part in held if isinstance(part, Produces)}
        found: dict[str, Told] = {}
        for process in (part for part in held if isinstance(part, Process)):
            sink = sink_of(process, run)
            if sink and sink.columns and process.key in outputs:
                found[process.key] = self._of(process, outputs[process.key], _sources(process, held), sink)
        return found

    def _of(self, process: Process, output: Ref, sources: Sources, sink: SinkRun) -> Told:
        identity = (process.key, output.key, sources, sink.columns)
        if identity not in self.known:
            self.known[identity] = _mapping(process.key, output, dict(sources), sink.columns)
            if len(self.known) > MOST_REMEMBERED:
                self.known.popitem(last=False)
        self.known.move_to_end(identity)
        return self.known[identity]


def sink_of(process: Process, run: ActivityRun) -> SinkRun | None:
    """What the run says of the sink that the process is."""
    step = process.step.casefold() if process.step else None
    return next((sink for sink in run.output.sinks if sink.name.casefold() == step), None)


def together(one: Derives, other: Derives) -> Derives:
    """The same derivation as several runs told it."""
    return replace(one, mappings=tuple(sorted({*one.mappings, *other.mappings})))


def _sources(process: Process, parts: Iterable[Part]) -> Sources:
    """Several places of one source are files, which all have the column; several tables are a query's."""
    nodes = {part.ref: part for part in parts if isinstance(part, Asset)}
    found: dict[str, set[str]] = {}
    for part in parts:
        if isinstance(part, Feeds) and part.end == process.ref:
            for step in part.steps:
                found.setdefault(step.casefold(), set()).add(part.start.key)
    files = {ref.key for ref, node in nodes.items() if node.kind == "Path"}
    known = {step: keys for step, keys in found.items() if len(keys) == 1 or keys <= files}
    return tuple(sorted((step, tuple(sorted(keys))) for step, keys in known.items()))


def _mapping(process: str, output: Ref, sources: Mapping[str, Sequence[str]], told: Iterable[SinkColumn]) -> Told:
    columns: dict[tuple[Ref, str], Column] = {}
    kinds: dict[tuple[Ref, Ref], DeriveKind] = {}
    for one in told:
        written = _column(output, one.column)
        columns.setdefault((output, written.key), written)
        # Where a column goes in both as it is and changed, it is changed.
        kind = DeriveKind.IDENTITY if one.mapped else DeriveKind.TRANSFORMATION
        read_from = sources.get(one.source.casefold(), ()) if one.source else ()
        for asset, name in product(read_from, one.source_columns):
            owner = Ref("Asset", asset)
            read = _column(owner, name)
            columns.setdefault((owner, read.key), read)
            pair = (read.ref, written.ref)
            kinds[pair] = max(kind, kinds.get(pair, kind))
    mapping = _digest(sorted(columns), sorted(kinds.items()))
    return Told(mapping, (*_nodes(columns), *_edges(process, kinds, mapping)))


def _nodes(columns: Mapping[tuple[Ref, str], Column]) -> Iterator[Part]:
    for (owner, _), column in columns.items():
        yield column
        yield HasColumn(start=owner, end=column.ref)


def _edges(process: str, kinds: Mapping[tuple[Ref, Ref], DeriveKind], mapping: str) -> Iterator[Derives]:
    for (start, end), kind in kinds.items():
        told = (f"{kind.value} {mapping}",)
        yield Derives(start=start, end=end, process=process, declared=False, observed=True, mappings=told)


def _column(asset: Ref, name: str) -> Column:
    return Column(key=column_key(asset.key, name), name=name)


def _digest(*what: object) -> str:
    return blake2b(repr(what).encode("utf-8", "replace"), digest_size=_DIGEST_BYTES).hexdigest()
