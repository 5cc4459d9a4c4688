"""What keeps a graph from being loaded and kept fresh: the checks of ``doctor``, in order, each with what to do.

``diagnose`` is the way in. Nothing is changed, nothing is started, and one check that fails keeps no other from being
made. To add a check: a function in the module of its area that yields findings.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from lineage_graph.configuration import Configuration
from lineage_graph.diagnosis.azure import check_azure
from lineage_graph.diagnosis.configuring import check_configuration
from lineage_graph.diagnosis.finding import Area, Finding, Verdict, exit_code
from lineage_graph.diagnosis.neo4j import check_neo4j
from lineage_graph.diagnosis.program import check_program
from lineage_graph.graph import Connection

__all__ = ["Area", "Finding", "Verdict", "diagnose", "exit_code"]


def diagnose(file: Path | None, connection: Callable[[Configuration | None], Connection | None]) -> Iterator[Finding]:
    """All findings, as they are made.

    ``file`` is the configuration, None for none. ``connection`` tells which Neo4j a command would use with it, None
    for the local server; it may raise ``UsageError``.
    """
    yield from check_program()
    configuration, found = check_configuration(file)
    yield from found
    yield from check_neo4j(lambda: connection(configuration))
    if configuration:
        yield from check_azure(configuration)
