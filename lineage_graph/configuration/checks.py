"""What types alone cannot say: settings that exclude or need each other, hosts, addresses, spans of time."""

import re
from collections.abc import Iterator
from typing import Final

from lineage_graph.configuration.credentials import NoCredential
from lineage_graph.configuration.document import Document, Place
from lineage_graph.configuration.endpoints import is_on_this_machine, problem_of
from lineage_graph.configuration.settings import Configuration
from lineage_graph.configuration.sources import (
    KEPT_BY_AZURE,
    DataFactorySettings,
    LiveSettings,
    RunWindow,
    SynapseSettings,
)
from lineage_graph.stores.addresses import at_address
from lineage_graph.stores.mounts import is_mount

_MOUNTED: Final = "this is no address of a store; write what is mounted: abfss://raw@account.dfs.core.windows.net/base"
_HOST: Final = re.compile(r"[^\s@=;:/\\]+(\\[^\s@=;:/\\]+)?(:\d+)?(/[^\s@=;:]+)?")

Problem = tuple[Place, str]


def check(document: Document, configuration: Configuration) -> None:
    """Raise ``UsageError`` for the first setting that cannot be."""
    for place, problem in _problems(configuration):
        document.refuse(place, problem)


def _problems(configuration: Configuration) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, source in enumerate(configuration.sources):
        place: Place = ("sources", index)
        if source.name in first:
            yield (*place, "name"), f"sources[{first[source.name]}] has the name {source.name!r} too"
        first[source.name] = index
        if isinstance(source, LiveSettings):
            yield from _live_problems(place, source)
    for name, host in configuration.stores.items():
        if is_mount(name):
            if at_address(host) is None:
                yield ("stores", name), _MOUNTED
        elif not _HOST.fullmatch(host):
            yield ("stores", name), "this is no host; write HOST, HOST:PORT or HOST/DATABASE"


def _live_problems(place: Place, source: LiveSettings) -> Iterator[Problem]:
    if isinstance(source, DataFactorySettings) and source.factory and not source.resource_group:
        yield (*place, "factory"), "a factory needs its resource-group; write that too"
    if isinstance(source, SynapseSettings) and not source.workspace and not source.endpoint:
        yield place, "'workspace' is missing; write the workspace's name, or its endpoint"
    if source.endpoint and (problem := problem_of(source.endpoint)):
        yield (*place, "endpoint"), problem
    if isinstance(source.credential, NoCredential) and not is_on_this_machine(source.endpoint or ""):
        yield (*place, "credential"), "none is for an endpoint on this machine only; Azure itself wants a credential"
    if isinstance(source.runs, RunWindow):
        yield from _window_problems((*place, "runs"), source.runs)


def _window_problems(place: Place, window: RunWindow) -> Iterator[Problem]:
    if not window.lookback:
        yield (*place, "lookback"), "nothing would be read; write runs: false for no runs"
    for key, span in (("lookback", window.lookback), ("overlap", window.overlap)):
        if span > KEPT_BY_AZURE:
            yield (*place, key), "Azure keeps runs for 45 days and no longer; write 45d or less"
