import re

import pytest

from lineage_graph.errors import LocalServerError
from lineage_graph.server.lock import RELEASES, Artifact, Release, parse, release


@pytest.mark.parametrize("name", RELEASES)
def test_a_list_holds_the_release_it_is_named_for_and_the_browser(name: str) -> None:
    coordinates = {artifact.coordinate for artifact in RELEASES[name].artifacts}
    number = RELEASES[name].number
    assert number.startswith(name)
    wanted = {
        f"org.neo4j.app:neo4j-server:{number}",
        f"org.neo4j:neo4j:{number}",
        "org.neo4j.client:neo4j-browser:5.24.0",
    }
    assert wanted <= coordinates


@pytest.mark.parametrize("known", RELEASES.values(), ids=RELEASES)
def test_every_line_of_a_list_pins_one_jar_and_names_no_host(known: Release) -> None:
    artifacts = known.artifacts
    assert len(artifacts) > 200
    assert len({artifact.path for artifact in artifacts}) == len(artifacts)
    for artifact in artifacts:
        assert re.fullmatch(r"[\w.-]+(:[\w.-]+){2,3}", artifact.coordinate)
        assert re.fullmatch(r"[0-9a-f]{64}", artifact.sha256)
        assert artifact.size > 100


def test_a_coordinate_tells_the_place_in_a_repository() -> None:
    assert Artifact("org.neo4j:neo4j:5.26.30", "", 0).path == "org/neo4j/neo4j/5.26.30/neo4j-5.26.30.jar"
    native = Artifact("io.netty:netty-transport-native-epoll:4.1.137.Final:linux-x86_64", "", 0)
    folder = "io/netty/netty-transport-native-epoll/4.1.137.Final"
    assert native.path == f"{folder}/netty-transport-native-epoll-4.1.137.Final-linux-x86_64.jar"


def test_comments_and_empty_lines_of_a_list_are_skipped() -> None:
    assert parse("# a comment\n\na:b:1 cafe 3\n") == (Artifact("a:b:1", "cafe", 3),)


def test_an_unknown_version_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LocalServerError, match=r"No local Neo4j of version '4\.4'\. Choose one of: 5\.26, 2026\."):
        release("4.4")
