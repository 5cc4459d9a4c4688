"""What the user may choose about the local Neo4j, and where it keeps its things when nothing was chosen."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import platformdirs

APPLICATION: Final = "lineage-graph"


def default_home(environment: Mapping[str, str] = os.environ) -> Path:
    """The server's home: ``LINEAGE_GRAPH_HOME``, else the user's data folder."""
    chosen = environment.get("LINEAGE_GRAPH_HOME")
    home = Path(chosen) if chosen else platformdirs.user_data_path(APPLICATION, appauthor=False) / "neo4j"
    return home.expanduser().absolute()


def default_cache(environment: Mapping[str, str] = os.environ) -> Path:
    """The downloads that all homes share: ``LINEAGE_GRAPH_CACHE``, else the user's cache folder."""
    chosen = environment.get("LINEAGE_GRAPH_CACHE")
    cache = Path(chosen) if chosen else platformdirs.user_cache_path(APPLICATION, appauthor=False)
    return cache.expanduser().absolute()


def default_mirror(environment: Mapping[str, str] = os.environ) -> str | None:
    """The Maven repository named by ``LINEAGE_GRAPH_MAVEN_MIRROR``, if any."""
    return environment.get("LINEAGE_GRAPH_MAVEN_MIRROR") or None


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server runs. Sizes are mebibytes; ``None`` lets the machine's memory decide."""

    version: str = "5.26"
    bolt_port: int = 7687
    http_port: int = 7474
    heap: int | None = None
    page_cache: int | None = None


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """How to fetch and start the local Neo4j. What is ``None`` stays as it was in this home, else as in Settings."""

    home: Path = field(default_factory=default_home)
    cache: Path = field(default_factory=default_cache)
    mirror: str | None = field(default_factory=default_mirror)
    version: str | None = None
    bolt_port: int | None = None
    http_port: int | None = None
    heap: int | None = None
    page_cache: int | None = None
    seconds_to_start: float = 180.0


def settle(options: ServerOptions, before: Settings) -> Settings:
    """What was chosen, and for the rest what was before."""
    return Settings(
        version=options.version or before.version,
        bolt_port=options.bolt_port or before.bolt_port,
        http_port=options.http_port or before.http_port,
        heap=options.heap or before.heap,
        page_cache=options.page_cache or before.page_cache,
    )
