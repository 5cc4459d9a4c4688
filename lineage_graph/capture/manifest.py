"""``capture.json``: what a capture holds, of whom, from when, and what could not be read.

Another property: a field with a default. Where an older program could misread a newer capture, raise the
``FORMAT_VERSION``.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from lineage_graph.errors import UsageError
from lineage_graph.records import Origin, Rejected, ServiceKind
from lineage_graph.sources.live import Cloud

NAME: Final = "capture.json"
FORMAT: Final = "lineage-graph-capture"
FORMAT_VERSION: Final = 1
_AGAIN: Final = "Take it again with `lineage-graph capture`."
_LARGEST: Final = 256 * 1024**2

FileName = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]*\.jsonl$")]
"""Nothing that leads out of the folder."""


class _Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An object of the manifest; what it does not know is passed over."""


class Problem(_Part, frozen=True):
    """Something that could not be read: what, where, and why."""

    kind: str
    file: str
    reason: str
    pointer: str = ""

    @property
    def rejected(self) -> Rejected:
        """The same as the readers say it."""
        return Rejected(self.kind, Origin(self.file, self.pointer), self.reason)


class Factory(_Part, frozen=True, tag="data-factory", tag_field="type"):
    """Where a data factory answered."""

    subscription: str
    resource_group: str
    factory: str
    cloud: Cloud
    endpoint: str | None = None


class Workspace(_Part, frozen=True, tag="synapse", tag_field="type"):
    """Where a workspace answered."""

    workspace: str | None
    cloud: Cloud
    endpoint: str | None = None


class Definitions(_Part, frozen=True):
    """What became of the definitions: ``incomplete`` are the kinds of objects that are not known whole."""

    objects: int
    incomplete: tuple[str, ...] = ()
    rejected: tuple[Problem, ...] = ()


class CapturedRuns(_Part, frozen=True):
    """The time whose runs were asked for, from ``after`` to ``before``; ``rejected`` is what could not be read."""

    after: datetime
    before: datetime
    pipeline_runs: int
    activity_runs: int
    complete: bool
    rejected: tuple[Problem, ...] = ()


class CapturedService(_Part, frozen=True):
    """One service: who it is, the file with its answers, and how many of these there are."""

    kind: ServiceKind
    name: str
    arm_id: str | None
    address: Factory | Workspace
    read_at: datetime
    file: FileName
    size: int
    answers: int
    failed: int
    definitions: Definitions
    runs: CapturedRuns | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that could not be read or taken."""
        return (*self.definitions.rejected, *(self.runs.rejected if self.runs else ()))

    @property
    def complete(self) -> bool:
        """Whether it is all that a refresh would want."""
        return not self.problems and not self.definitions.incomplete and (self.runs is None or self.runs.complete)


class CapturedSource(_Part, frozen=True):
    """A source of lineage.yml; ``error`` is why no more of it was read."""

    name: str
    type: str
    services: tuple[CapturedService, ...] = ()
    error: str | None = None


class Manifest(_Part, frozen=True):
    """The whole."""

    format: Literal["lineage-graph-capture"]
    format_version: int
    read_at: datetime
    versions: dict[str, str]
    sources: tuple[CapturedSource, ...]

    @property
    def services(self) -> tuple[CapturedService, ...]:
        """Those of all sources."""
        return tuple(service for source in self.sources for service in source.services)


class _Head(msgspec.Struct, frozen=True, rename="camel"):
    format: str = ""
    format_version: int = 0


def problem_of(rejected: Rejected) -> Problem:
    """What was rejected, as the manifest keeps it."""
    origin = rejected.origin
    return Problem(kind=rejected.kind, file=origin.file, reason=rejected.reason, pointer=origin.pointer)


def is_capture(folder: Path) -> bool:
    """Whether the folder holds a capture, be it damaged or of another version."""
    try:
        with (folder / NAME).open("rb") as file:
            return FORMAT.encode() in file.read(4096)
    except OSError:
        return False


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the capture in the folder; ``UsageError`` where it cannot be used."""
    path = folder / NAME
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path} is larger than any manifest of a capture. {_AGAIN}")
        raw = path.read_bytes()
        head = msgspec.json.decode(raw, type=_Head)
        if head.format_version != FORMAT_VERSION:
            raise UsageError(
                f"{path} has format version {head.format_version}; this version of lineage-graph reads "
                f"{FORMAT_VERSION}.\nTake the capture and load it with the same version."
            )
        return msgspec.json.decode(raw, type=Manifest)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or 'input/output error'}.") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is damaged or cut off: {error}.\n{_AGAIN}") from None


def written(manifest: Manifest) -> bytes:
    """The manifest as the file holds it: for people, too."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
