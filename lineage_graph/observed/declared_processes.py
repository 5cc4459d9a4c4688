"""What definitions declare, by performer: which process a run carried out, of which pattern it is an instance."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lineage_graph.declared.instances import Carried, instances
from lineage_graph.declared.processes import Part
from lineage_graph.model import Asset, Declaration, Feeds, Node, Performs, Process, Produces, Ref


class DeclaredProcesses:
    """The declared processes of one service."""

    def __init__(self, declaration: Declaration, known: Iterable[Sequence[Process]] = ()) -> None:
        """All that the definitions declare, and what is ``known`` from elsewhere."""
        self._nodes: dict[Ref, Node] = {
            node.ref: node for node in declaration.nodes if isinstance(node, Process | Asset)
        }
        self._nodes |= {process.ref: process for processes in known for process in processes}
        self._of: dict[Ref, list[Carried]] = {}
        inputs, outputs = _ends(declaration.edges, self._nodes)
        for edge in declaration.edges:
            process = self._nodes.get(edge.end) if isinstance(edge, Performs) else None
            if isinstance(process, Process):
                carried = Carried(process, inputs.get(edge.end, []), outputs.get(edge.end))
                self._of.setdefault(edge.start, []).append(carried)

    def of(self, performer: Ref) -> Sequence[Carried]:
        """What the performer carries out, as its definition says."""
        return self._of.get(performer, ())

    def holds(self, process: Process) -> bool:
        """Whether the definitions declare the process."""
        return process.ref in self._nodes

    def patterns_of(self, performer: Ref, parts: Sequence[Part]) -> Iterator[Part]:
        """The patterns that the processes among the parts are instances of, with their nodes."""
        declared = [one for one in self.of(performer) if one.is_pattern]
        new = [one for one in carried_out(parts) if not self.holds(one.process)]
        if not declared or not new:
            return
        for edge in instances([*new, *declared]):
            yield from (self._nodes[end] for end in (edge.start, edge.end) if end in self._nodes)
            yield edge


def carried_out(parts: Sequence[Part]) -> Iterator[Carried]:
    """The processes among the parts with their assets."""
    nodes = {part.ref: part for part in parts if isinstance(part, Node)}
    inputs, outputs = _ends(parts, nodes)
    for node in nodes.values():
        if isinstance(node, Process):
            yield Carried(node, inputs.get(node.ref, []), outputs.get(node.ref))


def _ends(parts: Iterable[Part], nodes: Mapping[Ref, Node]) -> tuple[dict[Ref, list[Asset]], dict[Ref, Asset]]:
    inputs: dict[Ref, list[Asset]] = {}
    outputs: dict[Ref, Asset] = {}
    for part in parts:
        if isinstance(part, Feeds) and isinstance(asset := nodes.get(part.start), Asset):
            inputs.setdefault(part.end, []).append(asset)
        elif isinstance(part, Produces) and isinstance(asset := nodes.get(part.end), Asset):
            outputs[part.start] = asset
    return inputs, outputs
