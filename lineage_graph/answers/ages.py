"""Which sources are older than they may be, by the server's clock: for ``status --max-age``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lineage_graph.answers.asking import Source
from lineage_graph.answers.state import State


@dataclass(frozen=True, slots=True)
class Stale:
    """A source and when it was last read whole, so long ago; both are None if it never was."""

    source: str
    read_at: datetime | None = None
    age: timedelta | None = None


def stale(
    held: State, limit: timedelta, names: Mapping[str, Sequence[str]], promised: Sequence[str]
) -> tuple[Stale, ...]:
    """The sources that are too old, the graph's own first, then those that it does not know.

    ``names`` gives the keys of sources and services, or the services' names, that each name means; without any, all
    sources are meant, and those ``promised``, by their keys. A graph without any source is stale itself.
    """
    wanted = tuple(_wanted(held.freshness, names))
    old = [one for source in wanted if (one := _stale(source, held.now, limit))]
    unknown = [key for key in promised if not _matches(held.freshness, key)]
    unknown += [name for name, keys in names.items() if not all(_matches(held.freshness, key) for key in keys)]
    if not names and not held.freshness and not unknown:
        unknown.append("the graph")
    return (*old, *(Stale(name) for name in unknown))


def _wanted(sources: Sequence[Source], names: Mapping[str, Sequence[str]]) -> Iterator[Source]:
    keys = [key for meant in names.values() for key in meant]
    for source in sources:
        if not names or any(_is_meant(source, key) for key in keys):
            yield source


def _matches(sources: Sequence[Source], key: str) -> bool:
    return any(_is_meant(source, key) for source in sources)


def _is_meant(source: Source, key: str) -> bool:
    service = source.service or ""
    return key.lower() in (source.source.lower(), service.lower(), service.partition("://")[2].lower())


def _stale(source: Source, now: datetime, limit: timedelta) -> Stale | None:
    if source.read_at is None:
        return Stale(source.source)
    age = now - source.read_at
    return Stale(source.source, source.read_at, age) if age > limit else None
