"""Remake the locked list of the jars that make up one Neo4j Community release and its Browser.

    python .ci/relock.py 5.26.30 5.24.0 > lineage_graph/server/locks/neo4j-5.26.txt

Maven resolves and fetches everything into an empty repository, strict about the checksums that are published
beside each jar; the list is written from those jars. Needs Maven 3.8 or later and Java 17 or later.
"""

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:list"
ROOTS = ("org.neo4j.app:neo4j-server:{neo4j}", "org.neo4j:neo4j:{neo4j}", "org.neo4j.client:neo4j-browser:{browser}")
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>lineage</groupId><artifactId>lock</artifactId><version>1</version>
<dependencies>{dependencies}</dependencies></project>"""
DEPENDENCY = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"


def resolve(coordinates: list[str], folder: Path) -> Iterator[tuple[str, Path]]:
    """Every jar that is needed at run time, as ``group:artifact:version[:classifier]`` and its file."""
    dependencies = "".join(DEPENDENCY.format(*coordinate.split(":")) for coordinate in coordinates)
    (folder / "pom.xml").write_text(POM.format(dependencies=dependencies))
    options = ["-DincludeScope=runtime", "-DoutputAbsoluteArtifactFilename=true", "-DoutputFile=list.txt", "-Dsilent"]
    maven = ["mvn", "-B", "-q", "--strict-checksums", f"-Dmaven.repo.local={folder / 'repository'}", PLUGIN, *options]
    subprocess.run(maven, cwd=folder, check=True, stdout=sys.stderr)
    for line in (folder / "list.txt").read_text().splitlines():
        if ":jar:" in line:
            words = line.strip().split(" -- ")[0].removesuffix(" (optional)").split(":")
            path = next(position for position, word in enumerate(words) if word in ("compile", "runtime")) + 1
            group, artifact, _, *classifier, version = words[: path - 1]
            yield ":".join((group, artifact, version, *classifier)), Path(":".join(words[path:]).strip())


def published(jar: Path) -> str:
    """The SHA-1 that the repository publishes beside the jar, as Maven kept it."""
    return jar.with_name(f"{jar.name}.sha1").read_text().split()[0].lower()


def line(coordinate: str, jar: Path) -> str:
    """One line of the list; a jar that is not what its repository published ends the run."""
    content = jar.read_bytes()
    if hashlib.sha1(content, usedforsecurity=False).hexdigest() != published(jar):
        sys.exit(f"{coordinate} differs from the SHA-1 published for it")
    return f"{coordinate} {hashlib.sha256(content).hexdigest()} {len(content)}"


def main(neo4j: str, browser: str) -> None:
    """Print the list."""
    with tempfile.TemporaryDirectory() as folder:
        found = resolve([root.format(neo4j=neo4j, browser=browser) for root in ROOTS], Path(folder))
        print("# group:artifact:version[:classifier] SHA-256 bytes; made by .ci/relock.py, not by hand")
        print("\n".join(sorted(line(coordinate, jar) for coordinate, jar in found)))


if __name__ == "__main__":
    main(*sys.argv[1:])
