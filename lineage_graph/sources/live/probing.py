"""One harmless call for each thing that a refresh reads, and what came of it: which rights are there, which are not.

For another collection nothing is to be done here; for another question about runs, add a call to ``_of_runs``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from azure.core.credentials import TokenCredential

from lineage_graph.errors import AzureUnavailable
from lineage_graph.records import PipelineRun, RunStatus, ServiceKind
from lineage_graph.sources.intake import Intake
from lineage_graph.sources.live import factory, workspace
from lineage_graph.sources.live.addresses import Address, FactoryAddress
from lineage_graph.sources.live.client import Client
from lineage_graph.sources.live.connecting import connected
from lineage_graph.sources.live.failures import FORBIDDEN, NOT_FOUND, CallFailed
from lineage_graph.sources.live.options import LiveOptions
from lineage_graph.sources.live.rights import RIGHTS, Right
from lineage_graph.sources.live.run_question import Window
from lineage_graph.sources.live.run_service import RunService, itself
from lineage_graph.sources.runs.sharing import BORDER

_NO_RUN: Final = "00000000-0000-0000-0000-000000000000"
_NO_SUCH_RUN: Final = frozenset({400, NOT_FOUND})
"""Answers about a run that nobody ever started: who gets them may ask."""

_WAIT: Final = timedelta(minutes=1)
_SPAN: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of one call: ``failure`` says why nothing was told, ``missing`` the right that was most likely lacking.

    ``absent`` where the service has no such list, which some clouds and older factories have not.
    """

    asked: str
    failure: str | None = None
    missing: Right | None = None
    absent: bool = False


@dataclass(frozen=True, slots=True)
class _Call:
    """``good`` are refusals that say as much as an answer."""

    asked: str
    right: Right
    ask: Callable[[Client], object]
    good: frozenset[int] = frozenset()
    everywhere: bool = True


def probe(
    address: Address, credential: TokenCredential | None, options: LiveOptions, *, runs: bool
) -> tuple[Probe, ...]:
    """What ``probe_live`` promises."""
    first, *others = _calls(address, runs=runs)
    with connected(address, credential, options) as client:
        begun = _outcome(client, first)
        if begun.failure and not begun.missing:
            return (begun,)
        return (begun, *(_outcome(client, call) for call in others))


def _outcome(client: Client, call: _Call) -> Probe:
    try:
        call.ask(replace(client, role=call.right.needed))
    except CallFailed as failure:
        if failure.status in call.good:
            return Probe(call.asked)
        if failure.status == NOT_FOUND and not call.everywhere:
            return Probe(call.asked, absent=True)
        missing = call.right if failure.status == FORBIDDEN else None
        return Probe(call.asked, failure.reason, missing)
    except AzureUnavailable as error:
        return Probe(call.asked, str(error).partition("\n")[0])
    return Probe(call.asked)


def _calls(address: Address, *, runs: bool) -> Iterator[_Call]:
    """The service itself first: where nobody answers for it, nothing else needs asking."""
    kind = ServiceKind.DATA_FACTORY if isinstance(address, FactoryAddress) else ServiceKind.SYNAPSE
    path, version = itself(address)
    what = "the factory" if isinstance(address, FactoryAddress) else "the workspace"
    right = RIGHTS[kind].definitions
    yield _Call(what, right, lambda client: client.get(path, version))
    listings = factory.listings(address.path) if isinstance(address, FactoryAddress) else workspace.LISTINGS
    for listing in listings:
        name = listing.path.rpartition("/")[2]
        yield _Call(name, right, _first_page(listing.path, listing.version), everywhere=listing.everywhere)
    if runs:
        yield from _of_runs(kind, address.path if isinstance(address, FactoryAddress) else "", version)


def _first_page(path: str, version: str) -> Callable[[Client], object]:
    return lambda client: next(client.pages(path, version), None)


def _of_runs(kind: ServiceKind, path: str, version: str) -> Iterator[_Call]:
    before = datetime.now(UTC) - _WAIT
    window = Window(before - _SPAN, before)
    nobody = PipelineRun(run_id=_NO_RUN, pipeline="none", status=RunStatus.UNKNOWN)

    def service(client: Client) -> RunService:
        return RunService(client, kind, "", path, version)

    rights, intake = RIGHTS[kind], Intake(BORDER)
    yield _Call(
        "pipeline runs",
        rights.pipeline_runs,
        lambda client: next(service(client).pipeline_runs(window, intake), None),
    )
    yield _Call(
        "a pipeline run",
        rights.pipeline_run,
        lambda client: service(client).pipeline_run(_NO_RUN, intake),
        _NO_SUCH_RUN,
    )
    yield _Call(
        "activity runs",
        rights.activity_runs,
        lambda client: next(service(client).activity_runs(nobody, window, intake), None),
        _NO_SUCH_RUN,
    )
