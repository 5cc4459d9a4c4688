"""The same data under another layout of its dates, found in a tree: a ``{date}`` takes the place of several folders.

Only what is a date in itself comes beyond the first of them, and only where ``dates.are_laid_out_otherwise``.
"""

from collections.abc import Iterator, Sequence

from lineage_graph.overlap.addresses import Address
from lineage_graph.overlap.dates import HOLE, begins_with_date, ends, halves, is_date
from lineage_graph.overlap.segments import FILLED, meet
from lineage_graph.overlap.tree import Node, Tree


def may_be_laid_out_otherwise(tree: Tree, read: Address) -> bool:
    """Whether there is a hole that may take several folders, in what is read or in the tree for what is read."""
    return read.nested and (HOLE in read.key or (tree.has_dates and any(map(begins_with_date, read.segments[1:]))))


def other_layouts(tree: Tree, read: Address) -> Iterator[tuple[Node, int, int]]:
    """Each node that is reached where some date takes several folders, how much of what is read, and how they meet."""
    todo = [(tree.root, 0, 0, False)]
    reached = set(todo)
    while todo:
        node, depth, flags, is_other = todo.pop()
        if is_other:
            yield node, depth, flags
        if depth == len(read.segments):
            continue
        found = [(below, depth + 1, flags | met, is_other) for below, met in tree.meeting(node, read.segments[depth])]
        found += [(below, end, flags | FILLED, True) for below, end in _taking_more(tree, node, read.segments, depth)]
        todo.extend(state for state in found if state not in reached)
        reached.update(found)


def _taking_more(tree: Tree, node: Node, segments: Sequence[str], depth: int) -> Iterator[tuple[Node, int]]:
    """From here, where a date of one side ends that takes several folders of the other: the node, and how far read."""
    for first, last in halves(segments[depth]):
        if last == HOLE and depth + 1 == len(segments):
            continue  # what lies in the first of its folders is found side by side
        for below, _ in tree.meeting(node, first):
            yield from ((end, depth + 1) for inner in _dates_below(below) for end in tree.ending(inner, last))
    for text, below in tree.dated(node):
        for first, last in halves(text):
            if meet(segments[depth], first) is not None:
                yield from ((below, end) for end in _ends(segments, depth + 1, last))


def _dates_below(node: Node) -> Iterator[Node]:
    """The node, and those below that are reached by dates alone."""
    todo = [node]
    while todo:
        node = todo.pop()
        yield node
        for nodes in (node.literals, node.patterns):
            todo.extend(below for text, below in (nodes or {}).items() if is_date(text))


def _ends(segments: Sequence[str], start: int, last: str) -> Iterator[int]:
    """How far a date may reach that goes on at the start."""
    for place in range(start, len(segments)):
        if ends(last, segments[place]):
            yield place + 1
        if not is_date(segments[place]):
            return
