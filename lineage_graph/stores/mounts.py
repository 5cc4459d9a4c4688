"""Paths in the file system of Databricks or Synapse Spark: what is below a mount lies in the store that is mounted.

Mounts are named as hosts are: ``dbfs:/mnt/lake`` for all workspaces, ``databricks://{host}/mnt/lake`` for one. A new
spelling of such a path is an alternative in ``_PATH``.
https://learn.microsoft.com/azure/databricks/dbfs/mounts and
https://learn.microsoft.com/azure/synapse-analytics/spark/synapse-file-mount-api
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from lineage_graph.model import Reason
from lineage_graph.stores.addresses import at_address
from lineage_graph.stores.paths import encoded, path_name, segments
from lineage_graph.stores.place import Host, Located, located, store_at

_PATH: Final = re.compile(
    r"(?:dbfs:/+|(?:file:)?/dbfs/+|(?:file:/*)?/?synfs:?/+(?:notebook/+)?[^/]+/+|/(?!/))(?P<path>.*)", re.IGNORECASE
)
_OF_ALL: Final = "dbfs:/"
_OF_ONE: Final = re.compile(r"(?:databricks|dbfs)://(?P<host>[^/]+)/+(?P<path>.+)", re.IGNORECASE)
_MOUNTS: Final = "mnt"


@dataclass(frozen=True, slots=True)
class Mounts:
    """What the user, or a notebook, says is mounted where; ``host`` is the workspace that paths belong to."""

    named: Mapping[str, str] = field(default_factory=dict)
    host: Host | None = None

    def located(self, path: str) -> Located | None:
        """The place behind the path, its unknown parts still marked; without a mount, below the workspace if known."""
        found = _PATH.fullmatch(path.strip())
        below = segments(found["path"]) if found else ()
        target = self._target(below) if below else None
        if target:
            return at_address(target)
        return _in_workspace(self.host, below) if below and self.host else None

    def _target(self, below: tuple[str, ...]) -> str | None:
        """The address of the longest mount above the path; one of the workspace's own wins over one of all."""
        fitting = [(len(point), own, target) for point, own, target in self._points() if below[: len(point)] == point]
        if not fitting:
            return None
        length, _, target = max(fitting)
        return "/".join((target.rstrip("/"), *below[length:]))

    def _points(self) -> Iterator[tuple[tuple[str, ...], bool, str]]:
        for name, target in self.named.items():
            one = _OF_ONE.fullmatch(name)
            if one and self.host and one["host"].lower() == self.host.name.lower():
                yield segments(one["path"]), True, target
            elif not one and name.lower().startswith(_OF_ALL):
                yield segments(name[len(_OF_ALL) :]), False, target


def is_mount(name: str) -> bool:
    """Whether what the user names is a mount and no host."""
    return bool(_OF_ONE.fullmatch(name)) or name.lower().startswith(_OF_ALL)


def mount_point(name: str) -> tuple[str | None, str] | None:
    """The workspace that a mount is named for (None: all), and its path as keys spell it; None for a host's name."""
    one = _OF_ONE.fullmatch(name)
    if one:
        return one["host"], encoded(segments(one["path"]))
    return (None, encoded(segments(name[len(_OF_ALL) :]))) if is_mount(name) else None


def _in_workspace(host: Host, below: tuple[str, ...]) -> Located:
    """``dbfs://{workspace host}/{path}``: only the workspace knows what is mounted there."""
    store = store_at("dbfs", host, "Databricks")
    found = located(store, f"{store.key}/{encoded(below)}", path_name(below, host.name), "Path")
    if below[0] != _MOUNTS or found.asset.reason:
        return found
    why = f"what is mounted at {path_name(below[:2], '')} is known to the workspace {host.name}"
    return replace(found, asset=replace(found.asset, reason=Reason.RUNTIME_ONLY, detail=why))
