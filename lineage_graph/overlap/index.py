"""All keys of one container as a tree of their segments, so that what overlaps a read place is found without pairs.

Folders are walked down along the read place's segments: what lies on the way contains it, what lies behind its end is
contained. Literal segments and patterns below a folder are kept apart, each found by how they begin and end.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lineage_graph.model import Match
from lineage_graph.overlap.addresses import Address, address
from lineage_graph.overlap.dates import are_laid_out_otherwise
from lineage_graph.overlap.layouts import may_be_laid_out_otherwise, other_layouts
from lineage_graph.overlap.tree import Node, Tree
from lineage_graph.overlap.verdict import joins, verdict


class Overlap(NamedTuple):
    """An asset that overlaps what is read, and how."""

    key: str
    match: Match


class Index:
    """The assets of one container."""

    def __init__(self, places: Iterable[Address]) -> None:
        """Of these assets, all of one container; a table of whose name nothing is known is left out."""
        self._tree = Tree(place for place in places if joins(place))

    def overlaps(self, read: Address) -> Iterator[Overlap]:
        """Every other asset that overlaps, once each, in no order."""
        if joins(read):
            yield from self._side_by_side(read)
            if may_be_laid_out_otherwise(self._tree, read):
                yield from self._laid_out_otherwise(read)

    def _side_by_side(self, read: Address) -> Iterator[Overlap]:
        """What overlaps segment by segment."""
        todo = [(self._tree.root, 0, 0)]
        while todo:
            node, depth, flags = todo.pop()
            yield from _ending(node, read, depth, flags)
            if depth < len(read.segments):
                met = self._tree.meeting(node, read.segments[depth])
                todo.extend((below, depth + 1, flags | more) for below, more in met)

    def _laid_out_otherwise(self, read: Address) -> Iterator[Overlap]:
        """What overlaps only because a date is several folders; nothing that does so side by side."""
        seen = set()
        for node, depth, flags in other_layouts(self._tree, read):
            for found in _ending(node, read, depth, flags):
                if found.key in seen:
                    continue
                seen.add(found.key)
                other = address(found.key)
                if other and are_laid_out_otherwise(read.segments, other.segments):
                    yield found


def _ending(node: Node, read: Address, depth: int, flags: int) -> Iterator[Overlap]:
    """What ends at the node, so far into what is read; and below it where what is read ends there too."""
    yield from _ending_at(node, read, depth, flags)
    if depth == len(read.segments) and read.nested:
        yield from _ending_below(node, read, flags)


def _ending_at(node: Node, read: Address, depth: int, flags: int) -> Iterator[Overlap]:
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


def _ending_below(node: Node, read: Address, flags: int) -> Iterator[Overlap]:
    match = verdict(flags, 1, is_open=read.open, nested=True)
    if match:
        for key in node.subtree():
            yield Overlap(key, match)
