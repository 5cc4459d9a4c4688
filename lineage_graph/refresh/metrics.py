"""How a round went, in the text format of Prometheus, for the textfile collector of its node exporter.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from collections.abc import Iterator, Sequence
from typing import Final

from lineage_graph.refresh.round import Refreshed

_HELP: Final = {
    "exit_code": "How the refresh of the source ended: 0 done, 1 something was left out, others as the command's.",
    "seconds": "How long the refresh of the source took.",
    "finished_timestamp_seconds": "When the round ended, in seconds since 1970.",
    "written": "Nodes and relationships that were created or changed.",
    "removed": "Nodes and relationships that the source no longer declares.",
    "runs_read": "Runs of pipelines and activities that were read.",
    "rejected": "Objects and runs that could not be taken.",
}


def metrics(refreshed: Sequence[Refreshed], finished: float) -> str:
    """All figures of the round; ``finished`` is in seconds since 1970."""
    samples = [sample for one in refreshed for sample in _samples(one)]
    samples.extend((name, one.source.name, finished) for one in refreshed for name in ("finished_timestamp_seconds",))
    lines: list[str] = []
    for name, text in _HELP.items():
        full = f"lineage_graph_refresh_{name}"
        lines += [f"# HELP {full} {text}", f"# TYPE {full} gauge"]
        lines += [f'{full}{{source="{_escaped(source)}"}} {value:g}' for one, source, value in samples if one == name]
    return "\n".join(lines) + "\n"


def _samples(one: Refreshed) -> Iterator[tuple[str, str, float]]:
    totals = [loaded.services.summary.total for loaded in one.loaded] + [run.source.total for run in one.runs]
    read = sum(
        counts.written + counts.unchanged
        for run in one.runs
        for label, counts in run.source.nodes.items()
        if label.endswith("Run")
    )
    yield "exit_code", one.source.name, one.exit_code
    yield "seconds", one.source.name, round(one.seconds, 3)
    yield "written", one.source.name, sum(total.written for total in totals)
    yield "removed", one.source.name, sum(total.removed for total in totals)
    yield "runs_read", one.source.name, read
    yield "rejected", one.source.name, sum(loaded.rejections for loaded in one.loaded)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
