"""Python and the packages: whether what is installed is what this release was written for."""

import platform
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Final

from lineage_graph import __version__
from lineage_graph.diagnosis.finding import Area, Finding, good, warning

_DISTRIBUTION: Final = "lineage-graph"
_LOCAL: Final = "local"
_REQUIREMENT: Final = re.compile(r"(?P<name>[\w.-]+)\s*(?P<bounds>[^;]*)(?:;\s*(?P<when>.*))?")
_BOUND: Final = re.compile(r"(?P<operator><|>=)\s*(?P<number>[\d.]+)")
_NUMBER: Final = re.compile(r"\d+")
_TOLD: Final = ("neo4j", "azure-identity", "azure-mgmt-datafactory", "azure-synapse-artifacts")
"""Packages whose versions are worth knowing in a report of trouble."""


def check_program() -> Iterator[Finding]:
    """Python, the packages that are needed, and those of the local server."""
    system = f"{platform.system()} {platform.machine()}"
    yield good(Area.PROGRAM, "Python", f"{platform.python_version()} on {system}; lineage_graph {__version__}")
    try:
        wanted = [found for one in requires(_DISTRIBUTION) or () if (found := _REQUIREMENT.match(one))]
    except PackageNotFoundError:
        yield good(Area.PROGRAM, "packages", "run from its source folder, without a list of packages to compare with")
        return
    needed = [one for one in wanted if "extra" not in (one["when"] or "")]
    yield from _packages(needed)
    local = [one["name"] for one in wanted if re.search(rf"extra == ['\"]{_LOCAL}['\"]", one["when"] or "")]
    yield _extras(local)


def local_server_is_installed() -> bool:
    """Whether the packages of the extra that starts a local Neo4j are there."""
    try:
        listed = requires(_DISTRIBUTION) or ()
    except PackageNotFoundError:
        return True
    found = (_REQUIREMENT.match(one) for one in listed if f"extra == '{_LOCAL}'" in one.replace('"', "'"))
    return all(one is None or installed(one["name"]) for one in found)


def installed(package: str) -> str | None:
    """The version of a package; None where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def within(number: str, bounds: str) -> bool:
    """Whether a version lies within bounds such as ``>=10,<11``; other kinds of bounds are not looked at."""
    return all(
        (_compared(number) < _compared(bound["number"])) == (bound["operator"] == "<")
        for bound in _BOUND.finditer(bounds)
    )


def _packages(needed: Sequence["re.Match[str]"]) -> Iterator[Finding]:
    wrong = False
    for one in needed:
        name, found = one["name"], installed(one["name"])
        if found is None or not within(found, one["bounds"]):
            wrong = True
            has = f"{name} {found}" if found else f"{name} is not installed"
            remedy = f"pip install '{name}{one['bounds'].strip()}'"
            yield warning(Area.PROGRAM, name, f"{has}, and {one['bounds'].strip() or 'any version'} is needed", remedy)
    if not wrong:
        told = ", ".join(f"{name} {installed(name)}" for name in _TOLD)
        yield good(Area.PROGRAM, "packages", f"{len(needed)} as needed, among them {told}")


def _extras(packages: Sequence[str]) -> Finding:
    missing = [name for name in packages if installed(name) is None]
    if missing:
        said = (
            f"not installed: {', '.join(missing)}; only the local Neo4j needs them (pip install 'lineage-graph[local]')"
        )
        return good(Area.PROGRAM, "local server", said)
    return good(Area.PROGRAM, "local server", f"its packages are installed: {', '.join(packages)}")


def _compared(number: str) -> tuple[int, ...]:
    """The numbers of a version; as many as tell releases apart."""
    found = [int(one) for one in _NUMBER.findall(number)][:3]
    return tuple(found + [0] * (3 - len(found)))
