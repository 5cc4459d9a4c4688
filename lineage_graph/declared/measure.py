"""How much of the lineage could be named: the ends of processes, counted by what is known of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lineage_graph.model import Activity, Asset, Declaration, Feeds, Produces, Reason


@dataclass(frozen=True, slots=True)
class Measure:
    """Inputs and outputs of processes: named wholly, named below an unknown host, placeholders by their reason.

    ``opaque`` are activities whose code nobody can see into: they have no process to count.
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
        opaque += sum(_is_opaque(node) for node in declaration.nodes if isinstance(node, Activity))
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


def _is_opaque(activity: Activity) -> bool:
    return activity.reason is Reason.OPAQUE_CODE
