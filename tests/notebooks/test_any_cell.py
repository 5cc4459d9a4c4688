"""No cell makes the reading raise, whatever it holds, also those of real notebooks."""

import json
from collections.abc import Iterator
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given, settings

from lineage_graph.notebooks import Accesses, reads_and_writes
from lineage_graph.records import Cell
from tests.real_factories import FACTORIES, needed

PIECES = [
    "spark", ".read", ".write", ".load(", ".format(", '"a"', "f'{p}/x'", 's"$p/${q}"', '$"{p}"', ")", "(", "\n",
    " = ", "p", "val ", "var ", "%%sql\n", "%sql ", "SELECT * FROM t", "spark.sql(", "+", ",", "[", "]", "{", "}",
    "DeltaTable", ".forPath(", ".merge(", "%", '"""', "'", "def f(p):\n  ", "lambda p: ", ".option(", "path=",
    "pd.read_csv(", ";", "\\", "\ue000", "'%s %(x)s' % p", "'{} {0} {'.format(p)", "//", "/*", "#", "<", ">",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=15).map("".join) | st.text(max_size=40), max_size=3),
    st.sampled_from(["python", "scala", "csharp", "sql", "R", None]),
)
def test_no_cell_makes_it_raise(sources: list[str], language: str | None) -> None:
    found = reads_and_writes([Cell("code", source, ("parameters",)) for source in sources], language)
    assert isinstance(found, Accesses)
    assert all(0 <= access.cell < len(sources) for access in found)


def real_notebooks() -> Iterator[Path]:
    """The notebook files of real workspaces."""
    for path in sorted(FACTORIES.rglob("*.json")):
        if "notebook" in str(path.parent).lower():
            yield path


@needed
def test_real_notebooks_are_read() -> None:
    read = 0
    for path in real_notebooks():
        content = json.loads(path.read_text("utf-8-sig"))
        properties = content.get("properties", content)
        cells = properties.get("cells") or []
        language = properties.get("metadata", {}).get("language_info", {}).get("name")
        found = reads_and_writes([Cell(raw["cell_type"], "".join(raw["source"])) for raw in cells], language)
        assert all(access.name for access in found)
        read += bool(found.found)
    assert read
