"""Starting the server of a home: the jars, its Java, its settings, its first password, its process."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from lineage_graph.errors import LocalServerError
from lineage_graph.server import configuration, credentials, java, ports, process
from lineage_graph.server.fetch import fetch
from lineage_graph.server.local import LocalServer, status
from lineage_graph.server.lock import Release
from lineage_graph.server.options import ServerOptions
from lineage_graph.server.progress import Progress
from lineage_graph.server.readiness import Logs, wait_until_ready

FOLDERS = ("conf", "import", "logs", "run")
"""What must be in a home before Neo4j starts there; it makes the rest."""


def start(options: ServerOptions, release: Release, progress: Progress) -> LocalServer:
    """Start it and wait until it answers; on any failure nothing is left running."""
    ports.require_free(options.bolt_port, "--bolt-port")
    ports.require_free(options.http_port, "--http-port")
    runtime = java.find(release.java)
    jars = fetch(release.artifacts, options.cache, options.mirror, progress)
    progress.step(f"Starting Neo4j {release.number}")
    for folder in FOLDERS:
        (options.home / folder).mkdir(exist_ok=True)
    (options.home / "conf" / "neo4j.conf").write_text(configuration.settings(options, release), encoding="utf-8")
    _set_first_password(options.home, runtime, jars)
    arguments = configuration.server_arguments(options, release, jars)
    configuration.write_arguments(arguments, process.arguments_file(options.home))
    return _run(options, release, runtime)


def wait(server: LocalServer, seconds: float, log_began: int = 0) -> None:
    """Wait until a server that was started answers; ``log_began`` is how long its log was before."""
    home = server.home
    logs = Logs(server.log, log_began, _console(home))
    wait_until_ready(server, lambda: status(home).running, seconds, logs)


def _console(home: Path) -> Path:
    return home / "logs" / "console.log"


def _run(options: ServerOptions, release: Release, runtime: Path) -> LocalServer:
    home = options.home
    log = status(home).log
    log_began = log.stat().st_size if log.exists() else 0
    child = process.spawn(runtime, home, _console(home))
    ready = False
    try:
        process.remember(process.Record(child.pid, release.number, options.bolt_port, options.http_port), home)
        wait(status(home), options.seconds_to_start, log_began)
        ready = True
    finally:
        process.leave(child, running=ready)
    return status(home)


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
        said = problem.stderr.decode("utf-8", "replace").strip().splitlines()
        raise LocalServerError(f"Neo4j's tool could not set the first password in {data}: {said[-1:]}") from problem
    finally:
        arguments.unlink()
