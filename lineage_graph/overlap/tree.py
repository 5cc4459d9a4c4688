"""All keys of one container as a tree of their segments: what meets a segment below a folder is found without pairs.

Literal segments and patterns below a folder are kept apart, each found by how they begin and end.
"""

from collections.abc import Iterable, Iterator

from lineage_graph.overlap.addresses import Address
from lineage_graph.overlap.children import Names, Patterns
from lineage_graph.overlap.dates import HOLE, ends
from lineage_graph.overlap.segments import LITERAL, is_pattern, meet, pattern


class Node:
    """A segment: what lies below it, and the asset that ends with it. Few slots, for there are very many."""

    __slots__ = ("key", "literals", "open_keys", "patterns")

    def __init__(self) -> None:
        self.key: str | None = None
        self.open_keys: list[str] | None = None
        self.literals: dict[str, Node] | None = None
        self.patterns: dict[str, Node] | None = None

    def below(self, segment: str) -> "Node":
        """The node of the segment, made where it is missing."""
        if is_pattern(segment):
            if self.patterns is None:
                self.patterns = {}
            return self.patterns.setdefault(segment, Node())
        if self.literals is None:
            self.literals = {}
        node = self.literals.get(segment)
        if node is None:
            node = self.literals[segment] = Node()
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


def _children(node: Node) -> Iterator[Node]:
    yield from (node.literals or {}).values()
    yield from (node.patterns or {}).values()


class Tree:
    """The places of one container; ``has_dates`` if some name in it has a date's hole."""

    def __init__(self, places: Iterable[Address]) -> None:
        """Of these places."""
        self.root = Node()
        self.has_dates = False
        self._names: dict[int, Names] = {}
        self._patterns: dict[int, Patterns] = {}
        self._dated: dict[int, list[tuple[str, Node]]] = {}
        for place in places:
            node = self.root
            for segment in place.segments:
                node = node.below(segment)
            node.add(place)
            self.has_dates = self.has_dates or HOLE in place.key

    def meeting(self, node: Node, segment: str) -> Iterator[tuple[Node, int]]:
        """The nodes below whose segments meet this one, and how."""
        if node.literals:
            if not is_pattern(segment):
                if segment in node.literals:
                    yield node.literals[segment], LITERAL
            else:
                yield from _met(segment, node.literals, self._literals_like(node, segment))
        if node.patterns:
            yield from _met(segment, node.patterns, self._patterns_like(node, segment))

    def ending(self, node: Node, last: str) -> Iterator[Node]:
        """The nodes below whose segments may be the last folder of a date."""
        if node.literals:
            yield from (node.literals[text] for text in self._literals_like(node, last) if ends(last, text))
        if node.patterns:
            yield from (node.patterns[text] for text in self._patterns_like(node, last) if ends(last, text))

    def dated(self, node: Node) -> list[tuple[str, Node]]:
        """The segments below that have a date's hole."""
        if not node.patterns:
            return []
        if id(node) not in self._dated:
            self._dated[id(node)] = [(text, below) for text, below in node.patterns.items() if HOLE in text]
        return self._dated[id(node)]

    def _literals_like(self, node: Node, segment: str) -> Iterable[str]:
        if id(node) not in self._names:
            self._names[id(node)] = Names(node.literals or ())
        found = pattern(segment)
        return self._names[id(node)].like(found.start, found.end)

    def _patterns_like(self, node: Node, segment: str) -> Iterator[str]:
        if id(node) not in self._patterns:
            self._patterns[id(node)] = Patterns(node.patterns or ())
        return self._patterns[id(node)].like(segment)


def _met(segment: str, nodes: dict[str, Node], texts: Iterable[str]) -> Iterator[tuple[Node, int]]:
    for text in texts:
        met = meet(segment, text)
        if met is not None:
            yield nodes[text], met
