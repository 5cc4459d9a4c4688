"""Live sources to a folder: the same questions as a refresh asks, of one service after the other.

A source that fails leaves the others whole; what was read of it before stays.
"""

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from lineage_graph import __version__
from lineage_graph.capture.folder import replacing
from lineage_graph.capture.manifest import (
    FORMAT,
    FORMAT_VERSION,
    NAME,
    CapturedService,
    CapturedSource,
    Manifest,
    written,
)
from lineage_graph.capture.service import ServiceCapture, file_name
from lineage_graph.configuration import LiveSettings
from lineage_graph.errors import AzureUnavailable, LineageError, UsageError
from lineage_graph.records import Rejected
from lineage_graph.refresh.addresses import address_of, credential_of
from lineage_graph.sources.live import LiveOptions, single_addresses
from lineage_graph.sources.redaction import redact

_SDKS: Final = ("azure-core", "azure-mgmt-datafactory", "azure-synapse-artifacts")


@dataclass(frozen=True, slots=True)
class CaptureOptions:
    """How to capture: ``since`` is from when on runs are read; ``begun`` is called with each source's name."""

    live: LiveOptions = field(default_factory=LiveOptions)
    since: datetime | None = None
    begun: Callable[[str], None] | None = None


@dataclass(frozen=True, slots=True)
class Captured:
    """What came of a source; ``error`` is what ended it."""

    source: CapturedSource
    error: LineageError | None = None

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Everything of the source that could not be read or taken."""
        return tuple(problem.rejected for service in self.source.services for problem in service.problems)

    @property
    def exit_code(self) -> int:
        """0 done, 1 something was left out, else that of the error."""
        if self.error:
            return self.error.exit_code
        return 0 if all(service.complete for service in self.source.services) else 1


def capture(
    sources: Sequence[LiveSettings], folder: Path, options: CaptureOptions | None = None
) -> tuple[Captured, ...]:
    """Write what a refresh would read of these sources into the folder, which is replaced when all is there.

    Raises ``UsageError`` where the folder holds something else or cannot be written, the first source's error where
    nothing of any source could be read.
    """
    chosen = options or CaptureOptions()
    begun = datetime.now(UTC)
    with replacing(folder) as part:
        done = tuple(_source(source, part, number, chosen) for number, source in enumerate(sources, start=1))
        failed = next((one.error for one in done if one.error), None)
        if failed and not any(one.source.services for one in done):
            raise failed
        manifest = Manifest(
            format=FORMAT,
            format_version=FORMAT_VERSION,
            read_at=begun,
            versions=_versions(),
            sources=tuple(one.source for one in done),
        )
        (part / NAME).write_bytes(written(manifest))
    return done


def _source(settings: LiveSettings, folder: Path, number: int, options: CaptureOptions) -> Captured:
    """All of the source, or what could be read before the error."""
    if options.begun:
        options.begun(settings.name)
    services: list[CapturedService] = []
    error: LineageError | None = None
    try:
        _add_services(settings, folder, number, options, services)
    except (AzureUnavailable, UsageError) as problem:
        error = problem
    told = redact(str(error)) if error else None
    return Captured(CapturedSource(name=settings.name, type=settings.type, services=tuple(services), error=told), error)


def _add_services(
    settings: LiveSettings, folder: Path, number: int, options: CaptureOptions, done: list[CapturedService]
) -> None:
    credential = credential_of(settings)
    for address in single_addresses(address_of(settings), credential, options.live):
        path = folder / file_name(address, number, len(done) + 1)
        one = ServiceCapture(address, credential, options.live, settings.window, options.since)
        told, error = one.written_to(path)
        if told:
            done.append(told)
        else:
            path.unlink()
        if error:
            raise error


def _versions() -> dict[str, str]:
    return {
        "lineage-graph": __version__,
        "python": platform.python_version(),
        **{package: version(package) for package in _SDKS},
    }
