"""``lineage.yml``: found, every variable set, valid, and the files that it names there."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from lineage_graph.configuration import Configuration, LiveSettings, load_configuration, unset_variables
from lineage_graph.diagnosis.finding import Area, Finding, failure, good, warning
from lineage_graph.errors import LineageError, UsageError
from lineage_graph.reports.configuration import missing_paths
from lineage_graph.reports.screen import counted

_FILE: Final = "lineage.yml"


def check_configuration(file: Path | None) -> tuple[Configuration | None, tuple[Finding, ...]]:
    """The configuration, None where there is none that can be used, and what was found."""
    if file is None:
        said = "none: the environment and options name Neo4j, and without sources there is nothing to refresh"
        return None, (good(Area.CONFIGURATION, _FILE, said),)
    try:
        if problems := unset_variables(file):
            return None, tuple(_failed(UsageError(problem)) for problem in problems)
        configuration = load_configuration(file)
    except LineageError as error:
        return None, (_failed(error),)
    missing = tuple(
        warning(Area.CONFIGURATION, name, f"there is no {path}", f"correct the path in {file}")
        for name, path in missing_paths(configuration)
    )
    return configuration, (good(Area.CONFIGURATION, _FILE, f"{file}: {_sources(configuration)}"), *missing)


def _failed(error: LineageError) -> Finding:
    found = failure(Area.CONFIGURATION, _FILE, error)
    return replace(found, remedy=found.remedy or "until then, Azure is not asked")


def _sources(configuration: Configuration) -> str:
    live = sum(isinstance(source, LiveSettings) for source in configuration.sources)
    return f"{counted(len(configuration.sources), 'source')}, {live:,} of them live"
