"""Which jars make up a Neo4j release: the locked lists in ``locks/``.

A new release is a new list (``.ci/relock.py`` makes it) and one line in ``RELEASES``.
"""

from dataclasses import dataclass
from importlib import resources
from typing import Final

from lineage_graph.errors import LocalServerError


@dataclass(frozen=True, slots=True)
class Artifact:
    """One jar of a Maven repository, as the list holds it: ``group:artifact:version[:classifier]``."""

    coordinate: str
    sha256: str
    size: int

    @property
    def path(self) -> str:
        """Where a Maven repository keeps the jar, relative to its root.

        The layout: https://maven.apache.org/repository/layout.html
        """
        group, artifact, version, *classifier = self.coordinate.split(":")
        file = "-".join((artifact, version, *classifier))
        return f"{group.replace('.', '/')}/{artifact}/{version}/{file}.jar"


@dataclass(frozen=True, slots=True)
class Release:
    """A Neo4j release that can be run here: its entry point, and the oldest Java it runs on."""

    name: str
    number: str
    main: str
    java: int

    @property
    def artifacts(self) -> tuple[Artifact, ...]:
        """Its jars, with those of Neo4j Browser."""
        text = (resources.files(__package__) / "locks" / f"neo4j-{self.name}.txt").read_text(encoding="utf-8")
        return parse(text)


# The Java of each: https://neo4j.com/docs/operations-manual/current/installation/requirements/
RELEASES: Final = {
    release.name: release
    for release in (
        Release("5.26", "5.26.30", "org.neo4j.server.CommunityEntryPoint", 17),
        Release("2026", "2026.08.1", "org.neo4j.server.Neo4jCommunity", 21),
    )
}


def parse(text: str) -> tuple[Artifact, ...]:
    """The artifacts of a list: one a line, coordinate, SHA-256 and bytes; ``#`` begins a comment line."""
    rows = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Artifact(coordinate, sha256, int(size)) for coordinate, sha256, size in rows)


def release(name: str) -> Release:
    """The release of that name; an unknown one is a LocalServerError."""
    if name not in RELEASES:
        known = ", ".join(RELEASES)
        raise LocalServerError(f"No local Neo4j of version {name!r}. Choose one of: {known}.")
    return RELEASES[name]
