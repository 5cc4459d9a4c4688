"""Captures of our own server's services, and what is read of the same services without one."""

from pathlib import Path

from lineage_graph.capture import Captured, CaptureOptions, capture
from lineage_graph.configuration import LiveSettings, SourceSettings
from lineage_graph.records import Reading, Service
from lineage_graph.sources.live import LiveOptions, read_live
from tests.azure.asking import AT_ONCE


def taken(sources: tuple[SourceSettings, ...], folder: Path) -> tuple[Captured, ...]:
    """A capture of all the live sources."""
    return capture(live_of(sources), folder, CaptureOptions(LiveOptions(AT_ONCE)))


def live_of(sources: tuple[SourceSettings, ...]) -> list[LiveSettings]:
    return [source for source in sources if isinstance(source, LiveSettings)]


def only_service(reading: Reading) -> Service:
    (service,) = reading.services
    return service


def read_directly(address: object) -> Service:
    return only_service(read_live([address], None, LiveOptions(AT_ONCE)))  # type: ignore[list-item]


def texts(folder: Path) -> str:
    """All that the capture holds, its names too."""
    return "\n".join(f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in sorted(folder.iterdir()))
