"""A Data Factory over Azure Resource Manager. To read another collection of it, write its line in ``listings``.

The paths: https://learn.microsoft.com/rest/api/datafactory
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from lineage_graph.errors import ServiceMissing
from lineage_graph.keys import storable
from lineage_graph.records import Origin, ServiceKind
from lineage_graph.sources.assembly import Candidate, Draft, assemble, called
from lineage_graph.sources.intake import Definition
from lineage_graph.sources.kinds import FACTORY
from lineage_graph.sources.live.addresses import FactoryAddress, below
from lineage_graph.sources.live.client import Client
from lineage_graph.sources.live.failures import NOT_FOUND, CallFailed
from lineage_graph.sources.live.listing import Found, Listing, broken, gather, together
from lineage_graph.sources.live.options import LiveOptions
from lineage_graph.sources.raw import Json

SOURCE: Final = "live"
COLLECTIONS_READ: Final = 8

VERSION: Final = "2018-06-01"
_WITH_GLOBAL_PARAMETERS: Final = frozenset({"pipelines"})
"""A value that is not known changes what a pipeline reads and writes; then nothing of it may seem removed."""


def factories(client: Client, address: FactoryAddress) -> Iterator[FactoryAddress]:
    """The factories that the address means: itself, or all of its group or subscription. ``CallFailed``."""
    if address.factory:
        yield address
        return
    for page in client.pages(address.path, VERSION):
        for raw in page:
            arm_id = raw.get("id") if isinstance(raw, dict) else None
            found = below(address, arm_id) if isinstance(arm_id, str) else None
            if found is None:
                raise CallFailed(address.path, "it lists a factory whose id is not below it")
            yield found


def read_factory(client: Client, address: FactoryAddress, options: LiveOptions, done: Callable[[], None]) -> Draft:
    """All that the factory holds; what could not be read is rejected and its collection incomplete.

    Raises ``ServiceMissing`` where there is no such factory, ``CallFailed`` where nothing of it could be read, and
    ``AzureUnavailable`` where the login is refused.
    """
    own = _itself(client, address)
    told = next((one.definition for one in own.candidates), None)
    # Azure's own spelling of the group, whichever way the factory was named.
    place = (below(address, told.arm_id) if told and told.arm_id else None) or address
    listed = gather(client, listings(place.path), options.concurrency, done)
    found = together([own, listed])
    draft = assemble(found.candidates, SOURCE, place.path, found.broken)
    name = told.name if told else address.factory
    named = called(draft, ServiceKind.DATA_FACTORY, name, "factory")
    return replace(
        named,
        service=replace(named.service, arm_id=place.path),
        label=name or place.path,
        notes=(*named.notes, *found.notes),
    )


def _itself(client: Client, address: FactoryAddress) -> Found:
    """The factory's own definition, with its global parameters."""
    origin = Origin(address.path)
    try:
        raw = client.get(address.path, VERSION)
    except CallFailed as failure:
        if failure.status == NOT_FOUND:
            message = f"There is no data factory {address.factory} at {address.path}; what is known of it stays"
            raise ServiceMissing(message) from None
        if failure.status is None:
            raise
        return Found(broken=(broken(origin, failure.reason, _WITH_GLOBAL_PARAMETERS),))
    properties = raw.get("properties") if isinstance(raw, dict) else None
    if not isinstance(properties, dict) or not isinstance(raw.get("name"), str):
        return Found(broken=(broken(origin, "it has no name or no properties", _WITH_GLOBAL_PARAMETERS),))
    arm_id = storable(raw["id"]) if isinstance(raw.get("id"), str) else None
    definition = Definition(storable(raw["name"]), properties, origin, arm_id)
    return Found((Candidate(FACTORY, definition),))


def listings(path: str) -> Sequence[Listing]:
    """The lists of the factory at that path."""
    return (
        Listing("pipelines", f"{path}/pipelines", VERSION),
        Listing("datasets", f"{path}/datasets", VERSION),
        Listing("linkedservices", f"{path}/linkedservices", VERSION),
        Listing("dataflows", f"{path}/dataflows", VERSION),
        Listing("triggers", f"{path}/triggers", VERSION),
        Listing("integrationruntimes", f"{path}/integrationRuntimes", VERSION, completed=_with_state),
        Listing("adfcdcs", f"{path}/adfcdcs", VERSION, everywhere=False),
        Listing(
            FACTORY,
            f"{path}/globalParameters",
            VERSION,
            everywhere=False,
            affects=_WITH_GLOBAL_PARAMETERS,
            completed=_as_global_parameters,
        ),
    )


def _as_global_parameters(_: Client, candidate: Candidate) -> Found:
    """The resource ``default`` holds under ``properties`` what a factory holds under ``globalParameters``."""
    definition = candidate.definition
    held = {"globalParameters": definition.properties}
    return Found((replace(candidate, definition=replace(definition, properties=held)),))


def _with_state(client: Client, candidate: Candidate) -> Found:
    """A list tells the state of managed runtimes only; for a self-hosted one its status is asked for."""
    definition = candidate.definition
    if definition.type != "SelfHosted" or "state" in definition.properties:
        return Found((candidate,))
    try:
        state = _state(client.post(f"{definition.origin.file}/getStatus", VERSION, None))
    except CallFailed as failure:
        return Found((candidate,), notes=(f"{failure.path}: the runtime's state is not known: {failure.reason}",))
    told = replace(definition, properties={**definition.properties, "state": state})
    return Found((replace(candidate, definition=told),))


def _state(raw: Json) -> Json:
    properties = raw.get("properties") if isinstance(raw, dict) else None
    return properties.get("state") if isinstance(properties, dict) else None
