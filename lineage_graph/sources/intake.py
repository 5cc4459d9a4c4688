"""What the readers of definitions share: the border that takes secrets out, and the list of what is rejected."""

from dataclasses import dataclass, field, replace
from typing import TypedDict

from lineage_graph.keys import storable
from lineage_graph.records import Origin, Rejected
from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import redact
from lineage_graph.sources.values import BORDER, Border, text


@dataclass(frozen=True, slots=True)
class Intake:
    """One service's definitions on their way in; ``rejected`` and ``notes`` grow as they are read."""

    border: Border = BORDER
    rejected: list[Rejected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def reject(self, kind: str, origin: Origin, reason: str) -> None:
        """Remember what cannot be taken."""
        self.rejected.append(Rejected(kind, origin, redact(storable(reason))))

    def of_a_connection(self) -> "Intake":
        """The same for the properties of a linked service or an integration runtime."""
        return replace(self, border=replace(self.border, of_a_connection=True))


class Shared(TypedDict):
    """What a record of any kind says of its object."""

    name: str
    origin: Origin
    description: str | None
    folder: str | None
    arm_id: str | None


@dataclass(frozen=True, slots=True)
class Definition:
    """The JSON of one object before it is read: its name, its ``properties``, and where they stand."""

    name: str
    properties: dict[str, Json]
    origin: Origin
    arm_id: str | None = None

    @property
    def settings(self) -> dict[str, Json]:
        """``typeProperties``, as ``type_properties`` gives them."""
        return type_properties(self.properties)

    @property
    def type(self) -> str:
        """The type, empty where there is none."""
        return text(self.properties.get("type")) or ""

    @property
    def shared(self) -> Shared:
        """The fields that every record has."""
        folder = self.properties.get("folder")
        return {
            "name": self.name,
            "origin": self.origin,
            "description": text(self.properties.get("description")) or None,
            "folder": text(folder.get("name")) if isinstance(folder, dict) else None,
            "arm_id": self.arm_id,
        }

    def at(self, *steps: str | int) -> Origin:
        """The place of something inside ``properties``."""
        return below(self.origin, "properties", *steps)


def type_properties(raw: dict[str, Json]) -> dict[str, Json]:
    """``typeProperties``; what stands there and is no object (an open parameter of a template) keeps its name."""
    found = raw.get("typeProperties")
    if isinstance(found, dict):
        return found
    return {} if found is None else {"typeProperties": found}


def below(origin: Origin, *steps: str | int) -> Origin:
    """The place some steps further into the JSON: a JSON pointer (RFC 6901)."""
    escaped = (storable(str(step)).replace("~", "~0").replace("/", "~1") for step in steps)
    return Origin(origin.file, "/".join((origin.pointer, *escaped)))
