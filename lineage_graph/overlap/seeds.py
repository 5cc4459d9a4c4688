"""Concrete assets by container and segment, so that those that fill a pattern are found without looking at all."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lineage_graph.overlap.addresses import Address, address
from lineage_graph.overlap.children import Names
from lineage_graph.overlap.filling import Shape, between, by_name


class Filling(NamedTuple):
    """An asset that fills all holes of a pattern, and the values by the names of the holes."""

    key: str
    values: dict[str, str]


class _Folder:
    """A segment: what lies below, by literal segments, and the asset that ends here."""

    __slots__ = ("below", "key", "names")

    def __init__(self) -> None:
        self.key: str | None = None
        self.below: dict[str, _Folder] = {}
        self.names: Names | None = None

    def like(self, texts: tuple[str, ...]) -> Iterable[str]:
        """The segments below that may have these texts around something."""
        if len(texts) == 1:
            return texts if texts[0] in self.below else ()
        if self.names is None:
            self.names = Names(self.below)
        return self.names.like(texts[0], texts[-1])


class Seeds:
    """Assets that have no free hole; what cannot be told apart from others is left out."""

    def __init__(self, keys: Iterable[str]) -> None:
        """Of these keys."""
        self._roots: dict[str, _Folder] = {}
        for key in keys:
            place = address(key)
            if place and not place.open:
                self._add(place)

    def _add(self, place: Address) -> None:
        folder = self._roots.setdefault(place.container, _Folder())
        for segment in place.segments:
            folder = folder.below.setdefault(segment, _Folder())
        folder.key = place.key

    def filling(self, pattern: Shape) -> Iterator[Filling]:
        """Every asset that fills the pattern in one way only, in no order."""
        segments = pattern.segments
        root = self._roots.get(pattern.place.container) if pattern.place else None
        if segments is None or root is None:
            return
        todo: list[tuple[_Folder, int, tuple[str, ...]]] = [(root, 0, ())]
        while todo:
            folder, depth, found = todo.pop()
            if depth == len(segments):
                values = by_name(pattern.names, found) if folder.key else None
                if folder.key and values is not None:
                    yield Filling(folder.key, values)
                continue
            for segment in folder.like(segments[depth]):
                texts = between(segments[depth], segment)
                if texts is not None:
                    todo.append((folder.below[segment], depth + 1, (*found, *texts)))
