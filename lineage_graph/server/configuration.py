"""What Neo4j and its Java are told: the text of neo4j.conf, and the file of arguments that starts either.

Settings: https://neo4j.com/docs/operations-manual/current/configuration/configuration-settings/
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from lineage_graph.server.lock import Release
from lineage_graph.server.options import Settings

_MEBIBYTE: Final = 1 << 20

# As Neo4j's own neo4j.conf sets them in server.jvm.additional; its start script passes them on.
_JVM: Final = (
    "-XX:+UseG1GC",
    "-XX:-OmitStackTraceInFastThrow",
    "-XX:+UnlockExperimentalVMOptions",
    "-XX:+TrustFinalNonStaticFields",
    "-XX:+DisableExplicitGC",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Djdk.tls.ephemeralDHKeySize=2048",
    "-Djdk.tls.rejectClientInitiatedRenegotiation=true",
    "-Dlog4j2.disable.jmx=true",
    "-Dlog4j.layout.jsonTemplate.maxStringLength=32768",
    "-Dfile.encoding=UTF-8",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
)

# What Neo4j Browser may load and call: itself, and servers of this machine. Without it, it calls elsewhere, for fonts,
# statistics and error reports, before it has learnt that telemetry is off.
_POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'; connect-src 'self' http://127.0.0.1:* ws://127.0.0.1:* http://localhost:* ws://localhost:*"
)

# Nothing is reported to anyone, nothing listens beyond this machine, and the queries (which hold the data that is
# loaded) are not logged. LOAD CSV of a file sees the folder `import` only; without that setting it would see the home,
# and the password in it. The last one, which both releases know, takes ten seconds off every stop.
_SETTINGS: Final = """\
# Written by lineage-graph at every start; changes made here are lost.
server.default_listen_address=127.0.0.1
server.default_advertised_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{bolt_port}
server.bolt.advertised_address=127.0.0.1:{bolt_port}
server.http.enabled=true
server.http.listen_address=127.0.0.1:{http_port}
server.http.advertised_address=127.0.0.1:{http_port}
server.https.enabled=false
dbms.security.http_access_control_allow_origin=http://127.0.0.1:{http_port}
dbms.security.http_static_content_security_policy_header={policy}
server.directories.import=import
server.memory.pagecache.size={page_cache}m
db.tx_log.rotation.size=64M
db.tx_log.rotation.retention_policy=256M size
db.logs.query.enabled=OFF
dbms.usage_report.enabled=false
client.allow_telemetry=false
internal.dbms.bolt.netty_server_shutdown_quiet_period=0
"""
_SETTINGS_SINCE_2026: Final = """\
dbms.fleet_manager.enabled=false
server.fleet_discovery.enabled=false
server.http.x_forward.enabled=false
"""


@dataclass(frozen=True, slots=True)
class Memory:
    """Mebibytes for Java's heap and for Neo4j's page cache."""

    heap: int
    page_cache: int


def memory(chosen: Settings, machine: int | None = None) -> Memory:
    """What was chosen, else an eighth of the machine's bytes of memory for each, within modest limits."""
    share = (machine or psutil.virtual_memory().total) // 8 // _MEBIBYTE
    return Memory(
        heap=chosen.heap or min(max(share, 512), 2048), page_cache=chosen.page_cache or min(max(share, 128), 1024)
    )


def settings(chosen: Settings, release: Release) -> str:
    """The text of neo4j.conf."""
    page_cache = memory(chosen).page_cache
    text = _SETTINGS.format(
        bolt_port=chosen.bolt_port, http_port=chosen.http_port, page_cache=page_cache, policy=_POLICY
    )
    return text if release.name == "5.26" else text + _SETTINGS_SINCE_2026


def server_arguments(home: Path, heap: int, release: Release, jars: Sequence[Path]) -> list[str]:
    """What Java is given to run the server; the heap in mebibytes."""
    folders = [f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    return [*_JVM, f"-Xmx{heap}m", "-cp", _class_path(jars), release.main, *folders]


def password_arguments(jars: Sequence[Path], password: str) -> list[str]:
    """What Java is given to set the password of a server that never ran.

    https://neo4j.com/docs/operations-manual/current/configuration/set-initial-password/
    """
    tool = ["org.neo4j.cli.AdminTool", "dbms", "set-initial-password", password]
    return ["--enable-native-access=ALL-UNNAMED", "-cp", _class_path(jars), *tool]


def write_arguments(arguments: Sequence[str], file: Path) -> None:
    """Write them as a file for ``java @file``: no limit of length, and no secret that a list of processes would show.

    The form: https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html#java-command-line-argument-files
    """
    quoted = ('"' + argument.replace("\\", "\\\\").replace('"', '\\"') + '"' for argument in arguments)
    encoding = "mbcs" if sys.platform == "win32" else "utf-8"
    file.touch(mode=0o600)
    file.write_text("\n".join(quoted) + "\n", encoding=encoding)


def environment(home: Path) -> dict[str, str]:
    """The environment for Neo4j's tools, which take their home from there."""
    return os.environ | {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}


def _class_path(jars: Sequence[Path]) -> str:
    return os.pathsep.join(str(jar) for jar in jars)
