"""``runs``: the last executions of a pipeline, an activity or a whole service, or what wrote and read an asset.

To answer for another label: a question below ``cypher/runs`` with the same columns, and its place in ``_QUESTIONS``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lineage_graph.answers.asking import Answer, ask
from lineage_graph.answers.freshness import freshness
from lineage_graph.answers.names import Context, notes, resolve
from lineage_graph.errors import NothingMatched, UsageError
from lineage_graph.graph import Graph

_QUESTIONS: Final[Mapping[str, str]] = {
    "Service": "runs/of_pipeline",
    "Pipeline": "runs/of_pipeline",
    "Activity": "runs/of_activity",
    "Asset": "runs/of_asset",
}
_READ_TO_READ_ON: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution. ``role`` is ``reads`` or ``writes`` where an asset was asked for; durations in milliseconds.

    ``started_by`` is the trigger or the person, ``caller`` the pipeline that called it; ``attempt`` is 0 for the first.
    ``read`` and ``written`` are the places behind a name that is a pattern, not told of whole pipelines.
    """

    key: str
    pipeline: str | None
    activity: str | None
    role: str | None = None
    status: str
    started_at: datetime | None
    ended_at: datetime | None
    duration_ms: int | None
    rows_read: int | None
    rows_written: int | None
    attempt: int | None
    started_by: str | None
    caller: str | None
    error_code: str | None
    message: str | None
    read: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs: at most ``limit``, of these statuses (none: any), begun at ``since`` or later."""

    limit: int = 20
    statuses: tuple[str, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ran:
    """The answer, and what was asked for."""

    answer: Answer[Run]
    of: Context


def runs(graph: Graph, name: str, wanted: Wanted, label: str | None = None) -> Ran:
    """The runs, newest first. ``NothingMatched`` where there are none, ``UsageError`` for what does not run."""
    of = resolve(graph, name, label)
    question = _QUESTIONS.get(of.label)
    if question is None:
        raise UsageError(f"{of.key} is a {of.label}: name a service, a pipeline, an activity or an asset.")
    since = wanted.since.isoformat() if wanted.since else None
    asked = {"key": of.key, "statuses": list(wanted.statuses), "since": since}
    # One more than is wanted tells whether there are more.
    found = ask(graph, question, Run, **asked, limit=wanted.limit + _READ_TO_READ_ON)
    if not found:
        raise NothingMatched(_nothing(of, wanted))
    answer = Answer(
        question=question,
        parameters={**asked, "limit": wanted.limit},
        results=tuple(found[: wanted.limit]),
        counts=_counts(found[: wanted.limit]),
        cut=f"{wanted.limit} runs: there are older ones" if len(found) > wanted.limit else None,
        freshness=freshness(graph),
        notes=notes(of),
    )
    return Ran(answer, of)


def _counts(found: list[Run]) -> dict[str, int]:
    keys = {run.key: run.status for run in found}
    statuses = sorted(set(keys.values()))
    return {"runs": len(keys), **{_camel(status): [*keys.values()].count(status) for status in statuses}}


def _camel(status: str) -> str:
    return f"{status[0].lower()}{status[1:]}"


def _nothing(of: Context, wanted: Wanted) -> str:
    asked = " or ".join(wanted.statuses)
    since = f" since {wanted.since:%Y-%m-%d %H:%M %Z}" if wanted.since else ""
    which = f" that is {asked}" if asked else ""
    return f"No run of {of.key}{which}{since} is in the graph.\nRuns come with lineage-graph load of saved run records."
