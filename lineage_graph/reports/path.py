"""``path`` for people: the way as a chain of assets, with who moves the data from each to the next."""

from rich.console import Console
from rich.text import Text

from lineage_graph.answers.asking import Answer
from lineage_graph.answers.path import Path, Step
from lineage_graph.answers.reach import POSSIBLE, Reached
from lineage_graph.reports.impact import called
from lineage_graph.reports.screen import counted, fits_beside, plain, print_aligned, print_with_key, safe


def print_path(console: Console, found: Path) -> None:
    """Print one way, from top to bottom."""
    processes = counted(found.answer.counts["processes"], "process", "processes")
    console.print(Text(f"Data flows from {called(found.source)} to {called(found.sink)} in {processes}.", style="bold"))
    console.print()
    stroke = "|" if console.options.ascii_only else "│"
    steps = found.answer.results
    assets = [(_asset(step), step.key) for step in steps if step.labels[0] == "Asset"]
    beside = fits_beside(console, assets)
    for step in steps:
        if step.labels[0] == "Asset":
            print_with_key(console, _asset(step), step.key, beside=beside)
        else:
            console.print(Text(f"  {stroke}  {_mover(step)}", style="dim"), soft_wrap=True)


def _asset(step: Step) -> Text:
    line = plain(step.name, style="bold")
    if step.reason:
        line.append(f"  ({step.reason})", style="yellow")
    if step.certainty == POSSIBLE:
        line.append("  possible", style="yellow")
    return line


def _mover(step: Step) -> str:
    place = ", ".join(filter(None, (step.pipeline, step.service)))
    return safe(f"{step.performer or step.name} ({place})" if place else step.performer or step.name)


def print_between(console: Console, answer: Answer[Reached]) -> None:
    """Print everything on any way, nearest to the start first."""
    counts = answer.counts
    assets, pipelines = counted(counts["assets"], "asset"), counted(counts["pipelines"], "pipeline")
    processes = counted(counts["processes"], "process", "processes")
    console.print(Text(f"On all ways lie {assets} (both ends counted) and {processes} in {pipelines}.", style="bold"))
    console.print()
    rows = ((_cells(reached), "yellow" if reached.certainty == POSSIBLE else "") for reached in answer.results)
    print_aligned(console, ("Hops", "What", "Name", "Service", "Key"), rows)


def _cells(reached: Reached) -> tuple[object, ...]:
    return reached.hops, reached.labels[-1], reached.name, reached.service, reached.key
