"""Encrypted connections: what is not trusted is refused with its reason, and nothing is downgraded."""

import ssl
from pathlib import Path

import pytest
import trustme

from tests.cli.conftest import CommandLine
from tests.conftest import Server, wipe
from tests.laws.encryption import HANDSHAKE, certificate_for, encrypted, self_signed
from tests.questions.writing import driver_of

QUESTION = "RETURN 1 + 1 AS two"
PASSWORD_REFUSED = "refused the user name or the password"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path) -> dict[str, str]:
    """The environment of a machine that trusts the authority: OpenSSL's own variable for it."""
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    return {"SSL_CERT_FILE": str(tmp_path / "authority.pem")}


@pytest.fixture(scope="module")
def lineage_graph(server: Server) -> CommandLine:
    with driver_of(server) as driver:
        wipe(driver)
    return CommandLine({"NEO4J_USERNAME": server.user, "NEO4J_PASSWORD": server.password})


@pytest.fixture(params=["self-signed", "unknown authority"])
def untrusted(request: pytest.FixtureRequest, authority: trustme.CA, tmp_path: Path) -> ssl.SSLContext:
    if request.param == "self-signed":
        return self_signed(authority, tmp_path)
    return certificate_for(authority, "localhost")


@pytest.mark.parametrize("scheme", ["neo4j+s", "bolt+s"])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    lineage_graph: CommandLine, server: Server, untrusted: ssl.SSLContext, scheme: str
) -> None:
    with encrypted(server, untrusted) as proxy:
        uri = f"{scheme}://localhost:{proxy.port}"
        done = lineage_graph("query", QUESTION, "--uri", uri)
    first, second = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (5, "")
    assert first.startswith(f"Error: The certificate of Neo4j at {uri} is not trusted: ")
    assert "self-signed certificate" in first or "unable to get local issuer certificate" in first
    assert "neo4j+ssc://" in second
    assert (proxy.first, proxy.through) == ({HANDSHAKE}, 0)


@pytest.mark.parametrize("scheme", ["neo4j+s", "bolt+s"])
def test_a_trusted_certificate_of_another_host_is_refused(
    lineage_graph: CommandLine, server: Server, authority: trustme.CA, trusted: dict[str, str], scheme: str
) -> None:
    with encrypted(server, certificate_for(authority, "graph.example")) as proxy:
        uri = f"{scheme}://localhost:{proxy.port}"
        done = lineage_graph("query", QUESTION, "--uri", uri, **trusted)
    first, second = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (5, "")
    assert first.startswith(f"Error: The certificate of Neo4j at {uri} is for another host: ")
    assert "localhost" in first.partition(": ")[2].partition("another host: ")[2]
    assert "the name that the certificate holds" in second
    assert "neo4j+ssc://" in second
    assert (proxy.first, proxy.through) == ({HANDSHAKE}, 0)


@pytest.mark.parametrize("scheme", ["neo4j+s", "bolt+s"])
def test_a_trusted_certificate_of_this_host_is_taken(
    lineage_graph: CommandLine, server: Server, authority: trustme.CA, trusted: dict[str, str], scheme: str
) -> None:
    with encrypted(server, certificate_for(authority, "localhost")) as proxy:
        done = lineage_graph("query", QUESTION, "-o", "csv", "--uri", f"{scheme}://localhost:{proxy.port}", **trusted)
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, ["two", "2"], "")
    assert proxy.first == {HANDSHAKE}
    assert proxy.through


@pytest.mark.parametrize("scheme", ["neo4j+ssc", "bolt+ssc"])
def test_ssc_takes_any_certificate_and_stays_encrypted(
    lineage_graph: CommandLine, server: Server, untrusted: ssl.SSLContext, scheme: str
) -> None:
    with encrypted(server, untrusted) as proxy:
        done = lineage_graph("query", QUESTION, "-o", "csv", "--uri", f"{scheme}://localhost:{proxy.port}")
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, ["two", "2"], "")
    assert proxy.first == {HANDSHAKE}
    assert proxy.through


@pytest.mark.parametrize("scheme", ["neo4j+s", "neo4j+ssc", "bolt+s", "bolt+ssc"])
def test_a_server_without_tls_never_sees_the_password(lineage_graph: CommandLine, server: Server, scheme: str) -> None:
    uri = f"{scheme}://{server.uri.partition('://')[2]}"
    done = lineage_graph("query", QUESTION, "--uri", uri, NEO4J_PASSWORD="wrong")
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr.startswith(f"Error: Neo4j at {uri} does not speak TLS there: ")
    assert PASSWORD_REFUSED not in done.stderr
