"""Starting the server of a home: the jars, its Java, its settings, its first password, its process."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from lineage_graph.errors import LocalServerError
from lineage_graph.server import configuration, credentials, java, ports, process
from lineage_graph.server.fetch import fetch
from lineage_graph.server.local import LocalServer, status
from lineage_graph.server.lock import Release, release
from lineage_graph.server.options import ServerOptions, Settings
from lineage_graph.server.progress import Progress
from lineage_graph.server.readiness import Logs, wait_until_ready

FOLDERS = ("conf", "import", "logs", "run")
"""What must be in a home before Neo4j starts there; it makes the rest."""


def start(options: ServerOptions, settings: Settings, progress: Progress) -> LocalServer:
    """Start it and wait until it answers; on any failure nothing is left running."""
    version, home = release(settings.version), options.home
    ports.require_free(settings.bolt_port, "--bolt-port")
    ports.require_free(settings.http_port, "--http-port")
    runtime = java.find(version.java)
    jars = fetch(version.artifacts, options.cache, options.mirror, progress)
    progress.step(f"Starting Neo4j {version.number}")
    _prepare(home, settings, version, jars)
    _set_first_password(home, runtime, jars)
    log_began, before = _length(status(home).log), process.recall(home)
    child = process.spawn(runtime, home, _console(home))
    ready = False
    try:
        process.remember(process.Record(child.pid, version.number, settings), home)
        _wait_for(child, status(home), options.seconds_to_start, log_began)
        ready = True
    finally:
        if ready:
            process.let_go(child)
        else:
            process.end(child)
            process.remember(before, home)
    return status(home)


def wait(server: LocalServer, seconds: float) -> None:
    """Wait until a server that another program started answers."""
    logs = Logs(server.log, 0, _console(server.home))
    wait_until_ready(server, lambda: None if status(server.home).running else "ended", seconds, logs)


def _wait_for(child: process.Child, server: LocalServer, seconds: float, log_began: int) -> None:
    # Of a child it is certain whether it lives. Its command line is not there yet in the first moment.
    logs = Logs(server.log, log_began, _console(server.home))
    wait_until_ready(server, lambda: process.end_of(child), seconds, logs)


def _prepare(home: Path, settings: Settings, version: Release, jars: Sequence[Path]) -> None:
    for folder in FOLDERS:
        (home / folder).mkdir(exist_ok=True)
    (home / "conf" / "neo4j.conf").write_text(configuration.settings(settings, version), encoding="utf-8")
    arguments = configuration.server_arguments(home, configuration.memory(settings).heap, version, jars)
    configuration.write_arguments(arguments, process.arguments_file(home))


def _console(home: Path) -> Path:
    return home / "logs" / "console.log"


def _length(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def _set_first_password(home: Path, runtime: Path, jars: Sequence[Path]) -> None:
    # Neo4j's tool writes auth.ini, which counts until the database has its users, that is until its first start.
    data = home / "data"
    if (data / "dbms" / "auth.ini").exists() or (data / "databases" / "system").exists():
        return
    arguments = home / "run" / "password.arguments"
    configuration.write_arguments(configuration.password_arguments(jars, credentials.make(home)), arguments)
    try:
        subprocess.run(  # noqa: S603
            [runtime, f"@{arguments}"],
            env=configuration.environment(home),
            capture_output=True,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.CalledProcessError as problem:
        lines = problem.stderr.decode("utf-8", "replace").splitlines()
        said = next((line for line in lines if line.strip() and not line.startswith("WARNING:")), "it said nothing.")
        raise LocalServerError(f"Neo4j's tool could not set the first password in {data}: {said}") from problem
    finally:
        arguments.unlink()
