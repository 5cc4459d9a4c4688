"""The index of questions in ``cypher/README.md``: a Markdown table made from the headers. A test keeps it fresh.

To make it anew: ``python -m lineage_graph.reports.index``.
"""

from collections.abc import Mapping
from typing import Final

from lineage_graph.queries import FOLDER, Query, queries

START: Final = "<!-- questions -->"
END: Final = "<!-- end of questions -->"


def index_of(known: Mapping[str, Query]) -> str:
    """A table of names, titles and parameters, sorted by name."""
    lines = ["| question | what it answers | parameters |", "|---|---|---|"]
    for name, query in sorted(known.items()):
        parameters = ", ".join(f"`{parameter.name}`" for parameter in query.parameters)
        lines.append(f"| [{name}]({name}.cypher) | {query.title} | {parameters} |")
    return "\n".join(lines)


def renewed(readme: str, known: Mapping[str, Query]) -> str:
    """The text with the table between the two marks replaced."""
    before, _, rest = readme.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{index_of(known)}\n{END}{after}"


def _main() -> None:
    path = FOLDER / "README.md"
    path.write_text(renewed(path.read_text(encoding="utf-8"), queries()), encoding="utf-8")


if __name__ == "__main__":
    _main()
