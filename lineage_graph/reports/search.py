"""``search`` for people: what was found, best first, with the key to go on with."""

from rich.console import Console
from rich.text import Text

from lineage_graph.answers.asking import Answer
from lineage_graph.answers.search import Hit
from lineage_graph.reports.screen import counted, print_aligned


def print_search(console: Console, answer: Answer[Hit]) -> None:
    """Print the hits."""
    found = counted(answer.counts["matches"], "match", "matches")
    more = f" ({answer.cut})" if answer.cut else ""
    console.print(Text(f"{found}{more}", style="bold"))
    console.print()
    rows = (
        ((hit.labels[-1], hit.name, hit.service, hit.key), "yellow" if hit.reason else "") for hit in answer.results
    )
    print_aligned(console, ("What", "Name", "Service", "Key"), rows)
