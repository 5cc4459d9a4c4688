"""``%run`` in a notebook takes the cells of another one in: they read and write as if they stood there.

Only notebooks of the same service by a literal name are found; each is taken in once, so that circles end.
https://learn.microsoft.com/azure/synapse-analytics/spark/apache-spark-development-using-notebooks#notebook-reference
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from lineage_graph.catalog import Catalog
from lineage_graph.records import Cell, Notebook

DEEPEST: Final = 10
"""Notebooks inside each other."""

_RUN: Final = re.compile(
    r"^[ \t]*%run[ \t]+(?P<name>[^-{$\s][^{$\n]*?)[ \t]*(?P<arguments>\{[^\n]*\}|\$[^\n]*)?[ \t]*$", re.MULTILINE
)
_MAGIC: Final = re.compile(r"\s*%%")
_PARAMETERS: Final = "parameters"


@dataclass(frozen=True, slots=True)
class Expanded:
    """The cells in the order in which they run, the place of each for a message, and the notebooks taken in."""

    cells: tuple[Cell, ...]
    places: tuple[str, ...]
    run: tuple[str, ...]


@dataclass(slots=True)
class _Expansion:
    """What has been taken in so far; ``names`` in the spelling of the notebook that runs them, by lower case."""

    held: Catalog
    language: str | None
    names: dict[str, str] = field(default_factory=dict)


def expanded(held: Catalog, notebook: Notebook) -> Expanded:
    """The notebook's cells with those of the notebooks that it runs by ``%run``."""
    expansion = _Expansion(held, notebook.language)
    own = notebook.name.lower()
    placed = [pair for n, cell in enumerate(notebook.cells) for pair in _around(expansion, cell, str(n), (own,))]
    return Expanded(
        cells=tuple(cell for _, cell in placed),
        places=tuple(place for place, _ in placed),
        run=tuple(expansion.names.values()),
    )


def notebook_at(path: str) -> str:
    """The name of the notebook that a path as ``./folder/name`` means: names are unique in a workspace."""
    return path.strip().strip("\"'").rstrip("/").rpartition("/")[2]


def _around(expansion: _Expansion, cell: Cell, place: str, above: tuple[str, ...]) -> Iterator[tuple[str, Cell]]:
    """What the cell runs, then the cell itself."""
    for found in _RUN.finditer(cell.source) if cell.kind == "code" else ():
        name = notebook_at(found["name"])
        if not name or name.lower() in expansion.names or name.lower() in above:
            continue
        expansion.names[name.lower()] = name
        other = expansion.held.notebooks.get(name.lower())
        if other and len(above) < DEEPEST:
            yield from _inside(expansion, other, _arguments(found["arguments"]), (place, above))
    yield place, cell


def _inside(
    expansion: _Expansion, other: Notebook, given: Mapping[str, object] | None, where: tuple[str, tuple[str, ...]]
) -> Iterator[tuple[str, Cell]]:
    place, above = where
    for number, cell in enumerate(other.cells):
        at = f"{place}, cell {number} of {other.name}"
        for inner_at, inner in _around(expansion, cell, at, (*above, other.name.lower())):
            own = inner is cell
            yield inner_at, _as_there(expansion, other, inner, given) if own else inner


def _as_there(expansion: _Expansion, other: Notebook, cell: Cell, given: Mapping[str, object] | None) -> Cell:
    """The cell in its notebook's language, its parameters as ``%run`` gives them: the activity gives it none."""
    source = cell.source
    if _PARAMETERS in cell.tags and given:
        for name, value in given.items():
            source = _assigned(source, name, value)
    if other.language != expansion.language and cell.kind == "code" and not _MAGIC.match(source):
        source = f"%%{other.language or 'python'}\n{source}"
    return replace(cell, source=source, tags=tuple(tag for tag in cell.tags if tag != _PARAMETERS))


def _assigned(source: str, name: str, value: object) -> str:
    pattern = re.compile(rf"^(\s*(?:val |var )?{re.escape(name)}\s*(?::[^=\n]*)?=)[^\n]*$", re.MULTILINE)
    return pattern.sub(lambda found: f"{found[1]} {json.dumps(value)}", source)


def _arguments(text: str | None) -> Mapping[str, object] | None:
    """The literal values of ``{"name": "value"}``; none of any other form."""
    try:
        given = json.loads(text) if text and text.startswith("{") else None
    except ValueError:
        return None
    return {name: value for name, value in given.items() if isinstance(value, str)} if isinstance(given, dict) else None
