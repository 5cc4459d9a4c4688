"""All keys of one container as a tree of their segments, so that what overlaps a read place is found without pairs.

Folders are walked down along the read place's segments: what lies on the way contains it, what lies behind its end is
contained. Literal segments and patterns below a folder are kept apart, each found by how they begin and end.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lineage_graph.model import Match
from lineage_graph.overlap.addresses import Address
from lineage_graph.overlap.children import Names, Patterns
from lineage_graph.overlap.segments import LITERAL, is_pattern, meet, pattern
from lineage_graph.overlap.verdict import joins, verdict


class _Node:
    """A segment: what lies below it, and the asset that ends with it. Few slots, for there are very many."""

    __slots__ = ("key", "literals", "open_keys", "patterns")

    def __init__(self) -> None:
        self.key: str | None = None
        self.open_keys: list[str] | None = None
        self.literals: dict[str, _Node] | None = None
        self.patterns: dict[str, _Node] | None = None

    def below(self, segment: str) -> "_Node":
        """The node of the segment, made where it is missing."""
        if is_pattern(segment):
            if self.patterns is None:
                self.patterns = {}
            return self.patterns.setdefault(segment, _Node())
        if self.literals is None:
            self.literals = {}
        node = self.literals.get(segment)
        if node is None:
            node = self.literals[segment] = _Node()
        return node

    def add(self, place: Address) -> None:
        """The place ends here."""
        if place.open:
            self.open_keys = [*(self.open_keys or ()), place.key]
        else:
            self.key = place.key

    def ending(self) -> Iterator[tuple[str, bool]]:
        """What ends here, and whether it is open."""
        if self.key is not None:
            yield self.key, False
        for key in self.open_keys or ():
            yield key, True

    def subtree(self) -> Iterator[str]:
        """What ends below."""
        todo = [*_children(self)]
        while todo:
            node = todo.pop()
            yield from (key for key, _ in node.ending())
            todo.extend(_children(node))


def _children(node: _Node) -> Iterator[_Node]:
    yield from (node.literals or {}).values()
    yield from (node.patterns or {}).values()


class Overlap(NamedTuple):
    """An asset that overlaps what is read, and how."""

    key: str
    match: Match


class Index:
    """The assets of one container."""

    def __init__(self, places: Iterable[Address]) -> None:
        """Of these assets, all of one container; a table of whose name nothing is known is left out."""
        self._root = _Node()
        self._names: dict[int, Names] = {}
        self._patterns: dict[int, Patterns] = {}
        for place in places:
            if joins(place):
                node = self._root
                for segment in place.segments:
                    node = node.below(segment)
                node.add(place)

    def overlaps(self, read: Address) -> Iterator[Overlap]:
        """Every other asset that overlaps, once each, in no order."""
        if not joins(read):
            return
        todo = [(self._root, 0, 0)]
        while todo:
            node, depth, flags = todo.pop()
            yield from _ending_at(node, read, depth, flags)
            if depth < len(read.segments):
                todo.extend((below, depth + 1, flags | met) for below, met in self._meeting(node, read.segments[depth]))
            elif read.nested:
                yield from _ending_below(node, read, flags)

    def _meeting(self, node: _Node, segment: str) -> Iterator[tuple[_Node, int]]:
        """The nodes below whose segments meet this one."""
        if node.literals:
            if not is_pattern(segment):
                if segment in node.literals:
                    yield node.literals[segment], LITERAL
            else:
                yield from _met(segment, node.literals, self._literals_like(node, segment))
        if node.patterns:
            if id(node) not in self._patterns:
                self._patterns[id(node)] = Patterns(node.patterns)
            yield from _met(segment, node.patterns, self._patterns[id(node)].like(segment))

    def _literals_like(self, node: _Node, segment: str) -> Iterable[str]:
        if id(node) not in self._names:
            self._names[id(node)] = Names(node.literals or ())
        found = pattern(segment)
        return self._names[id(node)].like(found.start, found.end)


def _met(segment: str, nodes: dict[str, _Node], texts: Iterable[str]) -> Iterator[tuple[_Node, int]]:
    for text in texts:
        met = meet(segment, text)
        if met is not None:
            yield nodes[text], met


def _ending_at(node: _Node, read: Address, depth: int, flags: int) -> Iterator[Overlap]:
    """What ends at the node: as deep as what is read, or above it."""
    if depth < len(read.segments) and not read.nested:
        return
    own = 2 * len(read.segments) + read.open
    for key, is_open in node.ending():
        deeper = 2 * depth + is_open - own
        shallower_open = read.open if deeper > 0 else is_open
        match = verdict(flags, deeper, is_open=shallower_open, nested=read.nested)
        if match and key != read.key:
            yield Overlap(key, match)


def _ending_below(node: _Node, read: Address, flags: int) -> Iterator[Overlap]:
    match = verdict(flags, 1, is_open=read.open, nested=True)
    if match:
        for key in node.subtree():
            yield Overlap(key, match)
