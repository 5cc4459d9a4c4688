"""Azure: a token for each live source, then one harmless call for each thing that a refresh reads of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from lineage_graph.configuration import Configuration, LiveSettings
from lineage_graph.diagnosis.finding import Area, Finding, Verdict, failure, good, warning
from lineage_graph.errors import AzureUnavailable, LineageError
from lineage_graph.refresh.addresses import address_of, credential_of
from lineage_graph.sources.live import (
    Address,
    FactoryAddress,
    LiveOptions,
    Login,
    Patience,
    probe_live,
    sign_in,
    single_addresses,
)

if TYPE_CHECKING:
    from lineage_graph.sources.live.probing import Probe

_OPTIONS: Final = LiveOptions(
    Patience(attempts=2, seconds=20, pause=0.5, longest_pause=5, connect_seconds=5, read_seconds=15)
)
"""A person waits, and a second attempt is enough to tell."""

_ELSEWHERE: Final = "see whether the address, a proxy, a firewall or Azure itself is in the way, then try again"


def check_azure(configuration: Configuration) -> Iterator[Finding]:
    """Every live source, in the order of the file; of one that nobody can sign in to, nothing is asked."""
    logins: list[tuple[LiveSettings, Address, Login]] = []
    for source in configuration.sources:
        if not isinstance(source, LiveSettings):
            continue
        try:
            address, login = address_of(source), credential_of(source)
            yield _identity(source, address, login)
        except LineageError as error:
            yield failure(Area.IDENTITY, source.name, error)
        else:
            logins.append((source, address, login))
    for reached in logins:
        yield from _source(*reached)


def _identity(source: LiveSettings, address: Address, login: Login) -> Finding:
    if login is None:
        return good(Area.IDENTITY, source.name, f"{address.origin} is on this machine and asked without a credential")
    giver = sign_in(address, login)
    audience = address.scope.removesuffix("/.default")
    return good(Area.IDENTITY, source.name, f"{giver} gave a token for {audience}")


def _source(source: LiveSettings, address: Address, login: Login) -> Iterator[Finding]:
    try:
        singles = single_addresses(address, login, _OPTIONS)
    except LineageError as error:
        yield failure(Area.AZURE, source.name, error)
        return
    if not singles:
        said = "there is no data factory that this login may see"
        yield warning(Area.AZURE, source.name, said, "give it the role Reader on the factories, or correct the source")
    for single in singles:
        for one in probe_live(single, login, _OPTIONS, runs=source.window is not None):
            yield _told(_place(source, single), one)


def _told(place: str, one: "Probe") -> Finding:
    subject = f"{place}: {one.asked}"
    if one.failure:
        remedy = one.missing.remedy if one.missing else _ELSEWHERE
        return Finding(Area.AZURE, subject, Verdict.FAILURE, one.failure, remedy, AzureUnavailable.exit_code)
    return good(Area.AZURE, subject, "there is no such list here, and none is needed" if one.absent else "answers")


def _place(source: LiveSettings, address: Address) -> str:
    """The source's name, and the factory's where the source has several."""
    name = address.factory if isinstance(address, FactoryAddress) else None
    several = isinstance(address, FactoryAddress) and not getattr(source, "factory", None)
    return f"{source.name}: {name}" if several and name else source.name
