"""What a declaration comes to, in numbers: kept in the books, so that an unchanged source is not declared anew."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from lineage_graph.declared.measure import Measure, measure
from lineage_graph.model import Declaration


@dataclass(frozen=True, slots=True)
class Account:
    """How many objects of each label are declared, and how much of the lineage could be named."""

    objects: Mapping[str, int]
    measure: Measure

    def written(self) -> str:
        """As the books keep it."""
        return json.dumps(asdict(self), sort_keys=True)


def account(declaration: Declaration) -> Account:
    """The declaration's account."""
    return Account(dict(Counter(ref.label for ref in declaration.objects)), measure([declaration]))


def read_account(text: str) -> Account:
    """The account that ``written`` wrote."""
    kept = json.loads(text)
    placeholders = tuple((reason, count) for reason, count in kept["measure"].pop("placeholders"))
    return Account(kept["objects"], Measure(**kept["measure"], placeholders=placeholders))


def together(measures: Iterable[Measure]) -> Measure:
    """The sum, the most frequent reasons first."""
    parts = tuple(measures)
    reasons: Counter[str] = Counter()
    for part in parts:
        reasons.update(dict(part.placeholders))
    return Measure(
        named=sum(part.named for part in parts),
        unknown_host=sum(part.unknown_host for part in parts),
        patterns=sum(part.patterns for part in parts),
        placeholders=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        opaque=sum(part.opaque for part in parts),
    )
