"""A Synapse workspace over its own endpoint. To read another collection of it, write its line in ``LISTINGS``.

The paths: https://learn.microsoft.com/rest/api/synapse/data-plane
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from lineage_graph.errors import ServiceMissing
from lineage_graph.keys import storable
from lineage_graph.records import Origin, ServiceKind
from lineage_graph.sources.assembly import Broken, Candidate, Draft, assemble, called
from lineage_graph.sources.live.addresses import WorkspaceAddress, is_loopback
from lineage_graph.sources.live.client import Client
from lineage_graph.sources.live.factory import SOURCE
from lineage_graph.sources.live.failures import NOT_FOUND, CallFailed
from lineage_graph.sources.live.listing import Found, Listing, broken, gather
from lineage_graph.sources.live.options import LiveOptions

VERSION: Final = "2020-12-01"
ITSELF: Final = "/workspace"

_LINKS_VERSION: Final = "2023-04-18-preview"


@dataclass(frozen=True, slots=True)
class _Itself:
    """What the workspace says of itself."""

    name: str | None = None
    arm_id: str | None = None
    broken: tuple[Broken, ...] = ()


def read_workspace(client: Client, address: WorkspaceAddress, options: LiveOptions, done: Callable[[], None]) -> Draft:
    """All that the workspace holds; what could not be read is rejected and its collection incomplete.

    Raises ``ServiceMissing`` where the endpoint knows no workspace, ``CallFailed`` where nothing of it could be read,
    and ``AzureUnavailable`` where the login is refused.
    """
    itself = _itself(client)
    found = gather(client, LISTINGS, options.concurrency, done)
    draft = assemble(found.candidates, SOURCE, address.origin, (*itself.broken, *found.broken))
    name = itself.name or address.workspace or first_label(address.origin)
    named = called(draft, ServiceKind.SYNAPSE, name, "workspace")
    return replace(
        named,
        service=replace(named.service, arm_id=itself.arm_id),
        label=name or address.origin,
        notes=(*named.notes, *found.notes),
    )


def _itself(client: Client) -> _Itself:
    try:
        raw = client.get(ITSELF, VERSION)
    except CallFailed as failure:
        if failure.status == NOT_FOUND:
            message = f"There is no Synapse workspace at {client.origin}; what is known of it stays"
            raise ServiceMissing(message) from None
        if failure.status is None:
            raise
        # Its name and its id are known from elsewhere or not needed: no object may be missing for this.
        return _Itself(broken=(broken(Origin(ITSELF), failure.reason, frozenset()),))
    told = raw if isinstance(raw, dict) else {}
    name, arm_id = (storable(one) if isinstance(one := told.get(key), str) else None for key in ("name", "id"))
    return _Itself(name, arm_id)


def first_label(origin: str) -> str | None:
    """The workspace's name as the host of its endpoint has it; None on this machine."""
    return None if is_loopback(origin) else (urlsplit(origin).hostname or "").partition(".")[0]


def _with_tables(client: Client, candidate: Candidate) -> Found:
    """A link's tables are a list of their own; they become ``linkTables``, as some definitions write them."""
    definition = candidate.definition
    tables: list[object] = []
    failed: tuple[Broken, ...] = ()
    try:
        for page in client.pages(f"{definition.origin.file}/linktables", _LINKS_VERSION):
            tables.extend(page)
    except CallFailed as failure:
        failed = (broken(Origin(failure.path), failure.reason, frozenset({candidate.collection})),)
    told = replace(definition, properties={**definition.properties, "linkTables": tables})
    return Found((replace(candidate, definition=told),), failed)


def _with_text(client: Client, candidate: Candidate) -> Found:
    """A list may leave out the text of scripts and the cells of notebooks, which the object itself has."""
    definition = candidate.definition
    content = definition.properties.get("content")
    has_query = isinstance(content, dict) and "query" in content
    if "cells" in definition.properties or has_query:
        return Found((candidate,))
    try:
        raw = client.get(definition.origin.file, VERSION)
    except CallFailed as failure:
        failed = broken(Origin(failure.path), failure.reason, frozenset({candidate.collection}))
        return Found((candidate,), (failed,))
    whole = raw.get("properties") if isinstance(raw, dict) else None
    told = replace(definition, properties=whole if isinstance(whole, dict) else definition.properties)
    return Found((replace(candidate, definition=told),))


LISTINGS: Final = (
    Listing("pipelines", "/pipelines", VERSION),
    Listing("datasets", "/datasets", VERSION),
    Listing("linkedservices", "/linkedservices", VERSION),
    Listing("dataflows", "/dataflows", VERSION),
    Listing("triggers", "/triggers", VERSION),
    Listing("integrationruntimes", "/integrationRuntimes", VERSION),
    Listing("notebooks", "/notebooks", VERSION, completed=_with_text),
    Listing("sqlscripts", "/sqlScripts", VERSION, completed=_with_text),
    Listing("sparkjobs", "/sparkJobDefinitions", VERSION),
    Listing("linkconnections", "/linkconnections", _LINKS_VERSION, everywhere=False, completed=_with_tables),
)
"""The lists of a workspace."""

COLLECTIONS_READ: Final = len(LISTINGS)
