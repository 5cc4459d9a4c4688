"""What ``lineage.yml`` may say, as frozen types; in the file the names are written with hyphens (``max-percent``).

To add a setting: add a field. A field without default must be given. The README shows an example file, and
``python -m lineage_graph.configuration.schema`` writes the schema for editors anew.
"""

from typing import Annotated, Literal

import msgspec

from lineage_graph.configuration.block import Name, Secret, Settings
from lineage_graph.configuration.sources import SourceSettings


class Neo4jSettings(Settings, frozen=True, kw_only=True):
    """How to reach Neo4j. What is None comes from the environment, or the local server stands in."""

    uri: str | None = None
    database: str | None = None
    username: str | None = None
    password: Secret | None = None

    def __repr__(self) -> str:
        """All but the password."""
        return f"Neo4jSettings(uri={self.uri!r}, database={self.database!r}, username={self.username!r})"


class DeletionSettings(Settings, frozen=True, kw_only=True):
    """How much of a kind of object a load may take as removed before it stops."""

    max_percent: Annotated[
        int, msgspec.Meta(ge=0, le=100, description="Of one kind of object of one source, such as its pipelines.")
    ] = 25


class Configuration(Settings, frozen=True, kw_only=True):
    """The whole file. ``stores`` gives hosts to stores whose host is unknown, by the name that stands in its place."""

    version: Literal[1]
    neo4j: Neo4jSettings = Neo4jSettings()
    sources: tuple[SourceSettings, ...] = ()
    stores: dict[Name, Name] = msgspec.field(default_factory=dict)
    deletes: DeletionSettings = DeletionSettings()
