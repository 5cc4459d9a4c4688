"""What ``lineage.yml`` may say, as frozen types; in the file the names are written with hyphens (``max-percent``).

To add a setting: add a field. A field without default must be given. The README shows an example file.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """A block of the file."""


class Neo4jSettings(Settings, frozen=True, kw_only=True):
    """How to reach Neo4j. What is None comes from the environment, or the local server stands in."""

    uri: str | None = None
    database: str | None = None
    username: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        """All but the password."""
        return f"Neo4jSettings(uri={self.uri!r}, database={self.database!r}, username={self.username!r})"


class SourceSettings(Settings, frozen=True, kw_only=True):
    """A Git folder or an ARM template to load; the paths are absolute, or relative to where the command runs."""

    type: Literal["git", "arm"]
    name: Name
    path: Path
    service: Name | None = None
    parameters: Path | None = None


class DeletionSettings(Settings, frozen=True, kw_only=True):
    """How much of a kind of object a load may take as removed before it stops."""

    max_percent: Annotated[int, msgspec.Meta(ge=0, le=100)] = 25


class Configuration(Settings, frozen=True, kw_only=True):
    """The whole file. ``stores`` gives hosts to stores whose host is unknown, by the name that stands in its place."""

    version: Literal[1]
    neo4j: Neo4jSettings = Neo4jSettings()
    sources: tuple[SourceSettings, ...] = ()
    stores: dict[Name, Name] = {}
    deletes: DeletionSettings = DeletionSettings()
