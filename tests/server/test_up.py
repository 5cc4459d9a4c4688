import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import neo4j
import psutil
import pytest
from neo4j.exceptions import ClientError

from lineage_graph.errors import LocalServerError
from lineage_graph.server import LocalServer, ServerOptions, down, password, status, up
from tests.conftest import a_free_port
from tests.server import chromium

PROGRAM = """
import sys
from pathlib import Path
from lineage_graph.errors import LocalServerError
from lineage_graph.server import ServerOptions, up
home, bolt_port, http_port, version, file_limit = sys.argv[1:]
if int(file_limit):
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(file_limit), int(file_limit)))
ports = {"bolt_port": int(bolt_port), "http_port": int(http_port)}
try:
    print(up(ServerOptions(home=Path(home), version=version, heap=512, page_cache=64, **ports)).pid)
except LocalServerError as problem:
    sys.exit(str(problem))
"""


def _options(home: Path, bolt_port: int | None = None, http_port: int | None = None) -> ServerOptions:
    version = os.environ.get("LINEAGE_GRAPH_TEST_NEO4J", "5.26")
    ports = (bolt_port or a_free_port(), http_port or a_free_port())
    return ServerOptions(home=home, version=version, bolt_port=ports[0], http_port=ports[1], heap=512, page_cache=64)


def _program(options: ServerOptions, file_limit: int = 0) -> "subprocess.Popen[str]":
    words = [options.home, options.bolt_port, options.http_port, options.version, file_limit]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _ask(server: LocalServer, query: str) -> list[list[object]]:
    auth = (server.user, password(server))
    with neo4j.GraphDatabase.driver(server.uri, auth=auth) as driver, driver.session() as session:
        return [list(record.values()) for record in session.run(query)]


@dataclass(frozen=True, slots=True)
class Started:
    """A home that two programs asked to start at the same moment, and the process ids they were told."""

    options: ServerOptions
    pids: tuple[int, int]

    @property
    def server(self) -> LocalServer:
        return status(self.options.home)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    options = _options(tmp_path_factory.mktemp("up") / "a home with blanks")
    try:
        with _program(options) as one, _program(options) as other:
            yield Started(options, (int(one.communicate()[0]), int(other.communicate()[0])))
    finally:
        down(options.home)


@pytest.mark.smoke
def test_two_that_start_it_at_once_get_the_same_server(started: Started) -> None:
    assert started.pids == (started.server.pid, started.server.pid)
    assert started.server.running


def test_it_says_nothing_on_the_terminal(started: Started) -> None:
    with _program(started.options) as program:
        assert program.communicate() == (f"{started.server.pid}\n", "")


@pytest.mark.smoke
def test_it_listens_on_two_ports_of_this_machine_only(started: Started) -> None:
    listening = {
        connection.laddr
        for connection in psutil.Process(started.server.pid).net_connections()
        if connection.status == psutil.CONN_LISTEN
    }
    assert {port for _, port in listening} == {started.options.bolt_port, started.options.http_port}
    assert {address.removeprefix("::ffff:") for address, _ in listening} == {"127.0.0.1"}


@pytest.mark.smoke
def test_the_browser_is_served_and_may_call_this_machine_only(started: Started) -> None:
    with urllib.request.urlopen(started.server.browser, timeout=30) as page:  # noqa: S310 - http on loopback
        assert page.status == 200
        assert b"<title>Neo4j Browser</title>" in page.read()
        policy = page.headers["Content-Security-Policy"]
    sources = {source for directive in policy.split(";") for source in directive.split()[1:]}
    assert {source.rpartition(":")[0] for source in sources if "//" in source} == {
        "http://127.0.0.1",
        "ws://127.0.0.1",
        "http://localhost",
        "ws://localhost",
    }
    assert sources - {"'self'", "'none'", "'unsafe-inline'", "data:"} == {
        source for source in sources if "//" in source
    }


@pytest.mark.skipif(chromium.PROGRAM is None, reason="there is no Chromium here")
def test_what_the_browser_asks_of_other_hosts_is_blocked(started: Started, tmp_path: Path) -> None:
    with chromium.opened(tmp_path) as page:
        page.ask("Network.enable")
        page.ask("Page.navigate", {"url": started.server.browser})
        page.listen(5)
    told = [(event["method"], event["params"]) for event in page.events]
    asked = {of["requestId"]: of["request"]["url"] for what, of in told if what == "Network.requestWillBeSent"}
    blocked = {of["requestId"]: of.get("blockedReason") for what, of in told if what == "Network.loadingFailed"}
    others = {url: blocked.get(request) for request, url in asked.items() if urlsplit(url).hostname != "127.0.0.1"}
    assert others
    assert set(others.values()) == {"csp"}, others


@pytest.mark.skipif(sys.platform == "win32", reason="no file modes")
def test_only_the_owner_may_read_the_password_and_the_home(started: Started) -> None:
    assert started.server.password_file.stat().st_mode & 0o777 == 0o600
    assert started.server.home.stat().st_mode & 0o777 == 0o700
    assert len(password(started.server)) >= 24


def test_the_password_is_in_no_other_file_and_on_no_command_line(started: Started) -> None:
    secret = password(started.server).encode()
    assert secret.decode() not in " ".join(psutil.Process(started.server.pid).cmdline())
    holding = [file for file in started.server.home.rglob("*") if file.is_file() and secret in file.read_bytes()]
    assert holding == [started.server.password_file]


def test_nothing_is_reported_to_anyone_and_queries_are_not_logged(started: Started) -> None:
    names = "['dbms.usage_report.enabled', 'client.allow_telemetry', 'server.https.enabled', 'db.logs.query.enabled']"
    shown = _ask(started.server, f"SHOW SETTINGS YIELD name, value WHERE name IN {names} RETURN value ORDER BY name")
    assert shown == [["false"], ["OFF"], ["false"], ["false"]]


def test_a_query_cannot_read_the_password_file(started: Started) -> None:
    with pytest.raises(ClientError, match=r"Couldn't load|Cannot load"):
        _ask(started.server, "LOAD CSV FROM 'file:///../password' AS line RETURN line")


@pytest.mark.parametrize("option", ["--bolt-port", "--http-port"])
def test_a_port_in_use_is_named_with_the_option_to_choose_another(
    started: Started, tmp_path: Path, option: str
) -> None:
    taken = started.options.bolt_port if option == "--bolt-port" else started.options.http_port
    ports = {"bolt_port": taken} if option == "--bolt-port" else {"http_port": taken}
    with pytest.raises(LocalServerError, match=f"Port {taken} of this machine is in use. Choose another with {option}"):
        up(_options(tmp_path, **ports))


def test_a_port_that_somebody_holds_on_all_interfaces_is_in_use(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))  # noqa: S104 - it takes no connection
        port = other.getsockname()[1]
        with pytest.raises(LocalServerError, match=f"Port {port} of this machine is in use"):
            up(_options(tmp_path, bolt_port=port))


def test_a_password_changed_in_neo4j_is_asked_for(started: Started) -> None:
    file = started.server.password_file
    right = file.read_text()
    file.write_text("another one\n")
    try:
        with pytest.raises(LocalServerError, match=r"refuses the password in .*password.*write the new one into"):
            up(started.options)
    finally:
        file.write_text(right)


def test_a_lost_password_file_is_named(started: Started) -> None:
    file = started.server.password_file
    file.rename(file.with_suffix(".away"))
    try:
        with pytest.raises(
            LocalServerError, match=r"Cannot read the password of the local Neo4j in .*password: No such"
        ):
            up(started.options)
    finally:
        file.with_suffix(".away").rename(file)


def test_a_server_that_was_killed_starts_again_with_its_data_and_its_password(started: Started) -> None:
    _ask(started.server, "CREATE (:Kept {since: 1})")
    killed = psutil.Process(started.server.pid)
    before = password(started.server)
    killed.kill()
    killed.wait()
    assert not started.server.running
    again = up(ServerOptions(home=started.options.home))
    assert again.pid != killed.pid
    assert again.uri == f"bolt://127.0.0.1:{started.options.bolt_port}"
    assert password(again) == before
    assert _ask(again, "MATCH (kept:Kept) RETURN kept.since") == [[1]]


def test_a_stopped_server_is_not_running_and_stopping_again_says_so(started: Started) -> None:
    pid = up(started.options).pid
    assert down(started.options.home)
    assert not psutil.pid_exists(pid or 0)
    assert not down(started.options.home)
    assert (started.server.running, started.server.pid) == (False, None)
    assert started.server.uri == f"bolt://127.0.0.1:{started.options.bolt_port}"


def test_a_damaged_store_ends_in_an_error_that_names_the_log(started: Started) -> None:
    down(started.options.home)
    store = started.options.home / "data" / "databases" / "neo4j"
    for file in store.glob("neostore*"):
        file.write_bytes(b"no store" * 100)
    with pytest.raises(
        LocalServerError, match=r"Neo4j (cannot open its database|ended with 1 while it was starting): .*\n?See .*log"
    ):
        up(started.options)
    assert not started.server.running


def test_a_server_that_does_not_answer_in_time_is_stopped(tmp_path: Path) -> None:
    options = replace(_options(tmp_path), seconds_to_start=0.0)
    with pytest.raises(LocalServerError, match=r"Neo4j did not answer within 0 s"):
        up(options)
    assert not status(tmp_path).running


def test_what_java_says_when_it_cannot_start_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        LocalServerError, match=r"Neo4j ended with 1 while it was starting: .*[Tt]oo small.*\nSee .*console\.log"
    ):
        up(replace(_options(tmp_path), heap=1))
    assert not (tmp_path / "server.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for another process")
def test_an_interrupted_start_leaves_nothing_running(tmp_path: Path) -> None:
    options = _options(tmp_path)
    with _program(options) as program:
        while not status(tmp_path).running:
            assert program.poll() is None
            time.sleep(0.01)
        program.send_signal(signal.SIGINT)
        program.communicate()
    assert not status(tmp_path).running


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_server_that_is_killed_while_it_starts_is_told_as_that(tmp_path: Path) -> None:
    with _program(_options(tmp_path)) as program:
        while (pid := status(tmp_path).pid) is None:
            assert program.poll() is None
            time.sleep(0.01)
        psutil.Process(pid).kill()
        message = program.communicate()[1]
    assert message.startswith("Neo4j was ended by SIGKILL while it was starting: ")


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_a_disk_too_full_to_start_on_is_an_error(tmp_path: Path) -> None:
    with _program(_options(tmp_path), file_limit=100_000) as program:
        message = program.communicate()[1]
    assert program.returncode == 1
    assert message.startswith("Neo4j ended with 1 while it was starting: ")
    assert "File too large" in message
    assert not status(tmp_path).running


def test_a_process_id_that_another_program_has_by_now_is_not_the_server(tmp_path: Path) -> None:
    record = {"pid": os.getpid(), "release": "5.26.30", "settings": {"bolt_port": 1111}}
    (tmp_path / "server.json").write_text(json.dumps(record))
    assert not status(tmp_path).running
    assert not down(tmp_path)


def test_a_record_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "server.json").write_text("{")
    with pytest.raises(LocalServerError, match=r"Cannot read .*server\.json.*\nEnd that process"):
        status(tmp_path)


def test_a_home_where_nothing_ever_ran_is_not_touched_by_status_and_down(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert not status(home).running
    assert not down(home)
    assert not home.exists()


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    home = tmp_path / "file" / "home"
    with pytest.raises(LocalServerError, match=rf"Cannot use {home} as the home of the local Neo4j: Not a directory"):
        up(_options(home))
