"""``config check``: what ``lineage.yml`` says, in words. To tell of a new type of source: a case in ``_reads``."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from lineage_graph.configuration import (
    ArmSettings,
    CertificateCredential,
    Configuration,
    DataFactorySettings,
    FileSettings,
    LiveSettings,
    SourceSettings,
    SynapseSettings,
)
from lineage_graph.reports.screen import plain, print_aligned


@dataclass(frozen=True, slots=True)
class Told:
    """One source in words; ``runs`` and ``credential`` are None for a source of files."""

    source: str
    type: str
    reads: str
    runs: str | None
    credential: str | None


def told(configuration: Configuration) -> tuple[Told, ...]:
    """Every source, in the order of the file."""
    return tuple(
        Told(source.name, source.type, _reads(source), _runs(source), _credential(source))
        for source in configuration.sources
    )


def missing_paths(configuration: Configuration) -> Iterator[tuple[str, Path]]:
    """The source's name and the path, for every path that is not there."""
    for source in configuration.sources:
        for path in _paths(source):
            if not path.exists():
                yield source.name, path


def print_told(console: Console, sources: Iterable[Told]) -> None:
    """Print the sources."""
    rows = (((one.source, one.type, one.credential, one.runs, one.reads), "") for one in sources)
    print_aligned(console, ("Source", "Type", "Credential", "Runs", "Reads"), rows)


def print_limits(console: Console, configuration: Configuration) -> None:
    """Print the rest of the file: the server, the hosts and the guard."""
    server = configuration.neo4j.uri or "as NEO4J_URI says, else the local server"
    console.print(plain(f"Neo4j: {server}"), soft_wrap=True)
    if configuration.stores:
        hosts = ", ".join(f"{name} is {host}" for name, host in configuration.stores.items())
        console.print(plain(f"Stores: {hosts}"), soft_wrap=True)
    console.print(plain(f"Deletes: at most {configuration.deletes.max_percent} % of a kind of object"))


def _reads(source: SourceSettings) -> str:
    match source:
        case DataFactorySettings():
            what = _factories(source)
        case SynapseSettings(workspace=str(workspace)):
            what = f"workspace {workspace}"
        case SynapseSettings():
            what = "the workspace"
        case ArmSettings(parameters=Path() as parameters):
            what = f"{source.path} with {parameters}"
        case FileSettings():
            what = str(source.path)
    return f"{what}{_place(source)}"


def _factories(source: DataFactorySettings) -> str:
    if source.factory:
        return f"factory {source.factory} in {source.resource_group}"
    return f"all factories in {source.resource_group or f'subscription {source.subscription}'}"


def _place(source: SourceSettings) -> str:
    if isinstance(source, FileSettings):
        return f" as {source.service}" if source.service else ""
    if source.endpoint:
        return f" at {source.endpoint}"
    return "" if source.cloud == "public" else f" in the {source.cloud} cloud"


def _runs(source: SourceSettings) -> str | None:
    if not isinstance(source, LiveSettings):
        return None
    window = source.window
    return f"{window.lookback}, overlap {window.overlap}" if window else "none"


def _credential(source: SourceSettings) -> str | None:
    return source.credential.type if isinstance(source, LiveSettings) else None


def _paths(source: SourceSettings) -> Iterator[Path]:
    if isinstance(source, FileSettings):
        yield source.path
    if isinstance(source, ArmSettings) and source.parameters:
        yield source.parameters
    if isinstance(source, LiveSettings) and isinstance(source.credential, CertificateCredential):
        yield from filter(None, [source.credential.path])
