import os
import shutil
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from jgo.constants import MAVEN_CENTRAL_URL

from lineage_graph.errors import LocalServerError
from lineage_graph.server.fetch import default_repository, fetch
from lineage_graph.server.lock import Artifact
from tests.server.mirror import Mirror, serving

CONTENT = bytes(range(256)) * 4096
"""One MiB."""


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    with serving() as served:
        yield served


def _part(cache: Path, artifact: Artifact) -> Path:
    file = cache / "maven" / f"{artifact.path}.part"
    file.parent.mkdir(parents=True)
    return file


class Heard:
    """Adds up what a progress is told."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, int]] = []
        self.arrived = 0
        self._alone = threading.Lock()

    def step(self, what: str, size: int = 0) -> None:
        self.steps.append((what, size))

    def advance(self, size: int) -> None:
        with self._alone:
            self.arrived += size


def test_jars_come_into_the_cache_as_a_maven_repository_keeps_them(mirror: Mirror, tmp_path: Path) -> None:
    plain = mirror.add("org.example:plain:1.0", b"plain")
    native = mirror.add("org.example.deep:native:2.1:linux-x86_64", b"native")
    heard = Heard()
    files = fetch([plain, native], tmp_path, f"{mirror.url}/", heard)
    assert files == (
        tmp_path / "maven/org/example/plain/1.0/plain-1.0.jar",
        tmp_path / "maven/org/example/deep/native/2.1/native-2.1-linux-x86_64.jar",
    )
    assert [file.read_bytes() for file in files] == [b"plain", b"native"]
    assert heard.steps == [(f"Fetching Neo4j from {mirror.url.removeprefix('http://')}", 11)]
    assert heard.arrived == 11


def test_what_is_in_the_cache_needs_no_network(mirror: Mirror, tmp_path: Path) -> None:
    jar = mirror.add("org.example:jar:1.0", CONTENT)
    fetch([jar], tmp_path, mirror.url)
    assert fetch([jar], tmp_path, "http://127.0.0.1:1")[0].read_bytes() == CONTENT
    assert len(mirror.asked) == 1


def test_a_damaged_jar_in_the_cache_is_fetched_again(mirror: Mirror, tmp_path: Path) -> None:
    jar = mirror.add("org.example:jar:1.0", CONTENT)
    (file,) = fetch([jar], tmp_path, mirror.url)
    file.write_bytes(b"x" + CONTENT[1:])
    assert fetch([jar], tmp_path, mirror.url)[0].read_bytes() == CONTENT


def test_a_broken_transfer_goes_on_where_it_broke(mirror: Mirror, tmp_path: Path) -> None:
    jar = mirror.add("org.example:jar:1.0", CONTENT)
    mirror.cut_after = 1 << 18
    heard = Heard()
    (file,) = fetch([jar], tmp_path, mirror.url, heard)
    assert file.read_bytes() == CONTENT
    assert mirror.asked == [(f"/{jar.path}", None), (f"/{jar.path}", "bytes=262144-")]
    assert heard.arrived == len(CONTENT)


def test_what_an_earlier_program_left_is_not_fetched_again(mirror: Mirror, tmp_path: Path) -> None:
    jar = mirror.add("org.example:jar:1.0", CONTENT)
    part = _part(tmp_path, jar)
    part.write_bytes(CONTENT[:500_000])
    heard = Heard()
    (file,) = fetch([jar], tmp_path, mirror.url, heard)
    assert file.read_bytes() == CONTENT
    assert mirror.asked == [(f"/{jar.path}", "bytes=500000-")]
    assert heard.arrived == len(CONTENT)
    assert not part.exists()


@pytest.mark.parametrize("rest", [b"y" * 1000, CONTENT, CONTENT + b"more"], ids=["other", "whole", "longer"])
def test_a_useless_rest_is_thrown_away(mirror: Mirror, tmp_path: Path, rest: bytes) -> None:
    jar = mirror.add("org.example:jar:1.0", CONTENT)
    _part(tmp_path, jar).write_bytes(rest)
    heard = Heard()
    (file,) = fetch([jar], tmp_path, mirror.url, heard)
    assert file.read_bytes() == CONTENT
    assert heard.arrived == len(CONTENT)


def test_a_server_that_knows_no_ranges_sends_the_whole_file(mirror: Mirror, tmp_path: Path) -> None:
    jar = mirror.add("org.example:jar:1.0", CONTENT)
    mirror.knows_ranges = False
    mirror.cut_after = 300_000
    assert fetch([jar], tmp_path, mirror.url)[0].read_bytes() == CONTENT


def test_a_busy_server_is_asked_again(mirror: Mirror, tmp_path: Path) -> None:
    jar = mirror.add("org.example:jar:1.0", b"jar")
    mirror.busy = 2
    assert fetch([jar], tmp_path, mirror.url)[0].read_bytes() == b"jar"
    assert len(mirror.asked) == 3


def test_a_jar_of_another_content_is_refused_and_removed(mirror: Mirror, tmp_path: Path) -> None:
    jar = mirror.add("org.example:jar:1.0", b"what was locked")
    good = mirror.add("org.example:good:1.0", b"good")
    mirror.files[f"/{jar.path}"] = b"what is there now"
    with pytest.raises(LocalServerError, match=r"org\.example:jar:1\.0 from 127\.0\.0\.1:\d+ is not the locked file"):
        fetch([good, jar], tmp_path, mirror.url)
    assert [file.name for file in tmp_path.rglob("jar-1.0*")] == []


def test_a_jar_that_the_repository_does_not_have_is_named(mirror: Mirror, tmp_path: Path) -> None:
    jar = mirror.add("org.example:jar:1.0", b"jar")
    mirror.files.clear()
    with pytest.raises(
        LocalServerError, match=r"127\.0\.0\.1:\d+ answered 404 for /org/example/jar/1\.0/jar-1\.0\.jar"
    ):
        fetch([jar], tmp_path, mirror.url)
    assert len(mirror.asked) == 1


def test_without_a_network_the_error_says_what_else_can_be_done(tmp_path: Path, free_port: int) -> None:
    jar = Artifact("org.example:jar:1.0", "0" * 64, 3)
    with pytest.raises(LocalServerError) as raised:
        fetch([jar], tmp_path, f"http://someone:hunter2@127.0.0.1:{free_port}/maven")
    message = str(raised.value)
    assert message.startswith(f"Cannot fetch org.example:jar:1.0 from 127.0.0.1:{free_port}: the connection failed")
    for way_out in ("--mirror", "LINEAGE_GRAPH_MAVEN_MIRROR", "NEO4J_URI", "docker compose"):
        assert way_out in message
    assert "hunter2" not in message


@pytest.mark.parametrize("mirror_url", ["maven.example", "file:///srv/maven", "http://"])
def test_a_mirror_that_is_no_web_address_is_refused(tmp_path: Path, mirror_url: str) -> None:
    jar = Artifact("org.example:jar:1.0", "0" * 64, 3)
    with pytest.raises(LocalServerError, match="is no address that a file can be fetched from"):
        fetch([jar], tmp_path, mirror_url)


def test_a_cache_that_is_no_folder_is_named(mirror: Mirror, tmp_path: Path) -> None:
    jar = mirror.add("org.example:jar:1.0", b"jar")
    cache = tmp_path / "cache"
    cache.write_text("a file")
    with pytest.raises(LocalServerError, match=rf"Cannot use {cache}: .*\n.*LINEAGE_GRAPH_CACHE"):
        fetch([jar], cache, mirror.url)


PROGRAM = """
import resource, sys
from pathlib import Path
from lineage_graph.errors import LocalServerError
from lineage_graph.server.fetch import fetch
from lineage_graph.server.lock import parse
lock, cache, mirror, largest_file = sys.argv[1:]
if int(largest_file):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest_file), int(largest_file)))
try:
    fetch(parse(Path(lock).read_text()), Path(cache), mirror)
except LocalServerError as problem:
    sys.exit(str(problem))
"""


def _program(folder: Path, artifacts: list[Artifact], url: str, largest_file: int = 0) -> "subprocess.Popen[str]":
    lock = folder / "lock.txt"
    lock.write_text("# a list\n" + "".join(f"{jar.coordinate} {jar.sha256} {jar.size}\n" for jar in artifacts))
    command = [sys.executable, "-c", PROGRAM, str(lock), str(folder / "cache"), url, str(largest_file)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_a_full_disk_is_told_with_the_space_that_is_needed(mirror: Mirror, tmp_path: Path) -> None:
    jar = mirror.add("org.example:jar:1.0", CONTENT * 3)
    with _program(tmp_path, [jar], mirror.url, largest_file=1_000_000) as program:
        message = program.communicate()[1]
    assert program.returncode == 1
    assert message.startswith(f"No space left in {tmp_path / 'cache'}: the local Neo4j needs 4 MiB there.")


def test_two_programs_at_once_fetch_everything_once(mirror: Mirror, tmp_path: Path) -> None:
    jars = [mirror.add(f"org.example:jar{number}:1.0", CONTENT[number:]) for number in range(12)]
    with _program(tmp_path, jars, mirror.url) as one, _program(tmp_path, jars, mirror.url) as other:
        assert (one.wait(), other.wait()) == (0, 0)
    assert sorted(path for path, _ in mirror.asked) == sorted(f"/{jar.path}" for jar in jars)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_program_killed_while_it_fetches_leaves_a_cache_that_the_next_one_completes(
    mirror: Mirror, tmp_path: Path
) -> None:
    jars = [mirror.add(f"org.example:jar{number}:1.0", CONTENT[number:]) for number in range(20)]
    mirror.pause = threading.Event()
    with _program(tmp_path, jars, mirror.url) as program:
        while len(mirror.asked) < 8:
            assert program.poll() is None
        os.kill(program.pid, signal.SIGKILL)
    mirror.pause.set()
    files = fetch(jars, tmp_path / "cache", mirror.url)
    assert [file.read_bytes() for file in files] == [CONTENT[number:] for number in range(20)]


def _self_signed(folder: Path) -> Path:
    file = folder / "certificate.pem"
    name = ["-subj", "/CN=mirror", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = ["-keyout", str(file), "-out", str(folder / "public.pem"), "-days", "2"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *name, *made], check=True, capture_output=True
    )
    file.write_text(file.read_text() + (folder / "public.pem").read_text())
    return file


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
def test_a_certificate_is_trusted_only_if_the_environment_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path))
    with serving(context) as mirror:
        jar = mirror.add("org.example:jar:1.0", b"jar")
        with pytest.raises(LocalServerError, match="its certificate is not trusted"):
            fetch([jar], tmp_path / "cache", mirror.url)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "public.pem"))
        assert fetch([jar], tmp_path / "cache", mirror.url)[0].read_bytes() == b"jar"


def test_the_public_repository_is_the_one_that_jgo_knows() -> None:
    assert default_repository() == MAVEN_CENTRAL_URL
