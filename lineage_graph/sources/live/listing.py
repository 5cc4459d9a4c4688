"""The lists of a service's objects, read a few at a time; each fails alone.

What only another request tells of an object (a link's tables, a runtime's state) comes through ``completed``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from lineage_graph.keys import storable
from lineage_graph.records import Origin
from lineage_graph.sources.assembly import Broken, Candidate
from lineage_graph.sources.intake import Definition
from lineage_graph.sources.live.addresses import segment
from lineage_graph.sources.live.client import Client
from lineage_graph.sources.live.failures import NOT_FOUND, CallFailed
from lineage_graph.sources.live.workers import workers
from lineage_graph.sources.raw import Json

COLLECTION: Final = "collection"
"""The kind of what is rejected where a whole list is not known."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was read of one collection or of several."""

    candidates: tuple[Candidate, ...] = ()
    broken: tuple[Broken, ...] = ()
    notes: tuple[str, ...] = ()


def _as_it_is(_: Client, candidate: Candidate) -> Found:
    return Found((candidate,))


@dataclass(frozen=True, slots=True)
class Listing:
    """The list of one collection: its path and version of the API.

    ``affects`` are the collections that are incomplete without it; ``everywhere`` is False where some clouds do not
    have it, and its absence is no failure.
    """

    collection: str
    path: str
    version: str
    everywhere: bool = True
    affects: frozenset[str] = field(default_factory=frozenset)
    completed: Callable[[Client, Candidate], Found] = _as_it_is

    @property
    def incomplete(self) -> frozenset[str]:
        """The collections that cannot be known whole without this list."""
        return self.affects or frozenset({self.collection})


def gather(client: Client, listings: Sequence[Listing], at_once: int, done: Callable[[], None]) -> Found:
    """All the lists in their order; ``done`` is called after each.

    Raises ``AzureUnavailable`` where a login is refused, ``CallFailed`` where not one of the lists could be read.
    """
    with workers(client, at_once) as pool:
        pending = [pool.submit(_read, client, listing, done) for listing in listings]
        found = together(one.result() for one in pending)
    if found.broken and not found.candidates and len(found.broken) + len(found.notes) >= len(listings):
        first = found.broken[0]
        raise CallFailed(first.origin.file, f"nothing of it could be read: {first.reason}")
    return found


def together(parts: Iterable[Found]) -> Found:
    """All of it, in order."""
    found = tuple(parts)
    return Found(
        tuple(one for part in found for one in part.candidates),
        tuple(one for part in found for one in part.broken),
        tuple(one for part in found for one in part.notes),
    )


def _read(client: Client, listing: Listing, done: Callable[[], None]) -> Found:
    objects: list[Json] = []
    failed: list[Found] = []
    try:
        for page in client.pages(listing.path, listing.version):
            objects.extend(page)
    except CallFailed as failure:
        failed.append(_failed(listing, failure))
    read = [_object(client, listing, raw, index) for index, raw in enumerate(objects)]
    done()
    return together([*read, *failed])


def _failed(listing: Listing, failure: CallFailed) -> Found:
    if failure.status == NOT_FOUND and not listing.everywhere:
        return Found(notes=(f"{listing.path}: there is no such list here, and none of its objects is known",))
    return Found(broken=(broken(Origin(failure.path), failure.reason, listing.incomplete),))


def broken(origin: Origin, reason: str, incomplete: frozenset[str]) -> Broken:
    """A list, or a part of one, that was not read."""
    return Broken(origin, reason, incomplete, kind=COLLECTION)


def _object(client: Client, listing: Listing, raw: Json, index: int) -> Found:
    name = raw.get("name") if isinstance(raw, dict) else None
    if not isinstance(name, str) or not name.strip():
        return Found(broken=(broken(Origin(listing.path, f"/value/{index}"), "it has no name", listing.incomplete),))
    origin = Origin(storable(f"{listing.path}/{segment(storable(name))}"))
    if not isinstance(raw.get("properties"), dict):
        return Found(broken=(broken(origin, "its properties are no object", listing.incomplete),))
    arm_id = raw.get("id")
    known = storable(arm_id) if isinstance(arm_id, str) and arm_id else None
    definition = Definition(storable(name), raw["properties"], origin, known)
    return listing.completed(client, Candidate(listing.collection, definition))
