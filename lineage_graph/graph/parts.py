"""A declaration taken apart into what one statement can write: per label, and per type and labels of both ends. Pure.

Every label and every pair of labels that the model knows has its part, also where nothing is declared: something may
have been before. Nodes come before relationships, each part sorted, so that no two loads wait for each other.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from lineage_graph import model, schema
from lineage_graph.errors import LineageError
from lineage_graph.graph.precedence import Identity, owns
from lineage_graph.graph.rows import Group, Row, edge_group, edge_row, key, node_group, node_row
from lineage_graph.graph.statements import anchor


@dataclass(frozen=True, slots=True)
class Part:
    """What is declared of one group, sorted by identity."""

    group: Group
    items: Sequence[model.Node] | Sequence[model.Edge]

    def rows(self) -> Iterable[Row]:
        """Their rows, one at a time."""
        maker: Callable[..., Row] = edge_row(self.group) if self.group.ends else node_row(self.group)
        return map(maker, self.items)

    def identities(self) -> Iterable[Identity]:
        """Their identities, without making rows."""
        return (identity(item) for item in self.items)


def identity(item: model.Node | model.Edge) -> Identity:
    """A node's key, or both keys of an edge and what tells it apart."""
    return key(item.key) if isinstance(item, model.Node) else tuple(map(key, item.identity))


def parts(declaration: model.Declaration) -> list[Part]:
    """All parts. A ``LineageError`` where an edge joins what it must not, or an end is not declared."""
    nodes = _by_label(declaration.nodes)
    known = {label: {node.key for node in items} for label, items in nodes.items()}
    edges = _by_ends(declaration.edges, known)
    return [
        *(Part(node_group(label), nodes.get(label, [])) for label in schema.NODES),
        *(
            Part(edge_group(shape.type, ends), edges.get((shape.type, ends), []))
            for shape in schema.EDGES.values()
            for ends in shape.joins
        ),
    ]


def outside(declaration: model.Declaration, all_parts: Iterable[Part]) -> frozenset[str]:
    """The names of the groups of which it declares something that is not below its service."""
    return frozenset(part.group.name for part in all_parts if part.items and not _is_below(declaration.service, part))


def _is_below(service: str, part: Part) -> bool:
    place = anchor(part.group) if part.group.ends else 0
    if place is None:
        return False
    # What is sorted by the key at hand lies below if its first and its last do.
    items = part.items if place else (part.items[0], part.items[-1])
    return all(owns(service, _key_at(item, place)) for item in items)


def _key_at(item: model.Node | model.Edge, place: int) -> str:
    if isinstance(item, model.Node):
        return item.key
    return (item.start, item.end)[place].key


def _by_label(nodes: Iterable[model.Node]) -> dict[str, list[model.Node]]:
    found: dict[str, list[model.Node]] = {}
    for node in nodes:
        found.setdefault(type(node).__name__, []).append(node)
    if unknown := sorted(found.keys() - schema.NODES.keys()):
        raise LineageError(f"The model has no label {unknown[0]}.")
    for items in found.values():
        items.sort(key=lambda node: node.key)
    return found


def _by_ends(
    edges: Iterable[model.Edge], known: dict[str, set[str]]
) -> dict[tuple[str, tuple[str, str]], list[model.Edge]]:
    types = {edge: schema.edge_type(edge) for edge in model.EDGES}
    found: dict[tuple[str, tuple[str, str]], list[model.Edge]] = {}
    nothing: set[str] = set()
    for edge in edges:
        start, end = edge.start, edge.end
        if start.key not in known.get(start.label, nothing) or end.key not in known.get(end.label, nothing):
            _refuse_end(types[type(edge)], edge, known)
        found.setdefault((types[type(edge)], (start.label, end.label)), []).append(edge)
    for type_, ends in found:
        if ends not in schema.EDGES[type_].joins:
            raise LineageError(f"The model has no {type_} from {ends[0]} to {ends[1]}.")
    for items in found.values():
        items.sort(key=attrgetter("identity") if items[0].apart else lambda edge: (edge.start.key, edge.end.key))
    return found


def _refuse_end(type_: str, edge: model.Edge, known: dict[str, set[str]]) -> None:
    missing = edge.start if edge.start.key not in known.get(edge.start.label, set()) else edge.end
    raise LineageError(
        f"{type_} from {edge.start.key} to {edge.end.key} has an end that is not declared: "
        f"{missing.label} {missing.key}"
    )
