"""How much of the lineage could be named: the ends of processes, counted by what is known of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lineage_graph.model import Activity, Asset, Declaration, Feeds, Performs, Produces, Reason, SqlScript


@dataclass(frozen=True, slots=True)
class Measure:
    """Inputs and outputs of processes: named wholly, named below an unknown host, placeholders by their reason.

    ``opaque`` are activities and SQL scripts that may move data and have no process to count, for whatever reason but
    that they are switched off: the same as in ``cypher/coverage/opaque.cypher``.
    """

    named: int
    unknown_host: int
    patterns: int
    placeholders: tuple[tuple[str, int], ...]
    opaque: int

    @property
    def ends(self) -> int:
        """All ends."""
        return self.named + self.unknown_host + self.patterns + sum(count for _, count in self.placeholders)


def measure(declarations: Iterable[Declaration]) -> Measure:
    """The ends of all processes of the declarations."""
    kinds: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    opaque = 0
    for declaration in declarations:
        assets = {node.key: node for node in declaration.nodes if isinstance(node, Asset)}
        opaque += _opaque(declaration)
        for edge in declaration.edges:
            key = edge.start.key if isinstance(edge, Feeds) else edge.end.key if isinstance(edge, Produces) else None
            if key is not None:
                _count(assets[key], kinds, reasons)
    ordered = tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))
    return Measure(kinds["named"], kinds["unknown host"], kinds["pattern"], ordered, opaque)


def _count(asset: Asset, kinds: Counter[str], reasons: Counter[str]) -> None:
    if asset.kind == "Placeholder":
        reasons[str(asset.reason)] += 1
    elif asset.pattern:
        kinds["pattern"] += 1
    else:
        kinds["unknown host" if asset.reason else "named"] += 1


def _opaque(declaration: Declaration) -> int:
    performers = {edge.start.key for edge in declaration.edges if isinstance(edge, Performs)}
    return sum(
        isinstance(node, Activity | SqlScript)
        and node.reason not in (None, Reason.INACTIVE)
        and node.key not in performers
        for node in declaration.nodes
    )
