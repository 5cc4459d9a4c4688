"""``impact`` and ``upstream`` for people: a sentence, what is reached by distance, and what nobody can know."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from lineage_graph.answers.impact import Impact
from lineage_graph.answers.names import Context
from lineage_graph.answers.reach import POSSIBLE, Reached
from lineage_graph.answers.starts import EVER, Direction
from lineage_graph.reports.screen import add, bullets, counted, heading, listed, safe, short_host, table

_ROWS: Final = 200
_ACTIVITIES: Final = 4
_SHOWN: Final = 5
_ROOMY: Final = 100
_PLACEHOLDER: Final = "Placeholder"


def print_impact(console: Console, report: Impact) -> None:
    """Print the whole report."""
    console.print(Text(sentence(report), style="bold"))
    results = report.answer.results
    _print_assets(console, [result for result in results if result.label == "Asset"], report.walk.direction)
    _print_performers(console, [result for result in results if result.processes is not None])
    _print_limits(console, report)


def sentence(report: Impact) -> str:
    """The answer in one sentence."""
    counts, start = report.answer.counts, called(report.start)
    if not report.answer.results:
        return _nothing(report, start)
    assets = counted(counts["assets"], "asset")
    performers = [counted(counts["pipelines"], "pipeline")] if counts["pipelines"] or not counts["others"] else []
    if counts["others"]:
        performers.append(counted(counts["others"], "other job"))
    way = f"{counted(counts['processes'], 'process', 'processes')} in {listed(performers)}"
    if counts["services"]:
        way += f" of {counted(counts['services'], 'service')}"
    if report.walk.direction is Direction.DOWNSTREAM:
        return f"A change to {start} reaches {assets}, {way}."
    return f"The data of {start} comes from {assets}, through {way}."


def _nothing(report: Impact, start: str) -> str:
    if not len(report.starts):
        return f"Nothing moves data here: {start} has no process and holds no asset that is known."
    if report.walk.direction is Direction.DOWNSTREAM:
        return f"Nothing is known to read {start}: a change reaches nothing that is known."
    return f"Nothing is known to write {start}: it is filled from outside, or by code that nobody can see into."


def called(node: Context) -> str:
    """What to call a node in a sentence: ``dbo.Orders (SQL Server crm.example)``, ``the pipeline Load (sales)``."""
    name = safe(node.name)
    if node.label == "Asset":
        place = " ".join(filter(None, (node.store_type, short_host(node.store))))
        return f"{name} ({safe(place)})" if place else name
    noun = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in node.label).strip()
    belongs = node.service if node.service and node.label != "Service" else None
    return f"the {noun} {name} ({safe(belongs)})" if belongs else f"the {noun} {name}"


def _print_assets(console: Console, assets: Sequence[Reached], direction: Direction) -> None:
    if not assets:
        return
    heading(console, "Assets reached" if direction is Direction.DOWNSTREAM else "Assets that it comes from")
    unsure = any(asset.certainty == POSSIBLE for asset in assets)
    roomy = console.width >= _ROOMY
    extra = [*(["Written by"] if roomy else []), *(["Certainty"] if unsure else [])]
    drawn = table("Hops", "Asset", "Kind", "Store", *extra, numbers=["Hops"])
    before = 0
    for asset in assets[:_ROWS]:
        hops = str(asset.hops) if asset.hops != before else ""
        before = asset.hops
        more = [*([asset.service] if roomy else []), *([asset.certainty] if unsure else [])]
        kind = asset.labels[-1] if len(asset.labels) > 1 else ""
        add(drawn, hops, asset.name, kind, short_host(asset.store), *more, style=_style(asset))
    console.print(drawn)
    _print_rest(console, len(assets))


def _style(reached: Reached) -> str:
    return "yellow" if reached.certainty == POSSIBLE or _PLACEHOLDER in reached.labels else ""


def _print_performers(console: Console, performers: Sequence[Reached]) -> None:
    if not performers:
        return
    heading(console, "Pipelines on the way")
    drawn = table("Hops", "Pipeline", "Service", "Activities", numbers=["Hops"])
    before = 0
    for performer in performers[:_ROWS]:
        hops = str(performer.hops) if performer.hops != before else ""
        before = performer.hops
        name = performer.name if performer.label == "Pipeline" else f"{performer.name} ({performer.label})"
        add(drawn, hops, name, performer.service, _activities(performer), style=_style(performer))
    console.print(drawn)
    _print_rest(console, len(performers))


def _activities(performer: Reached) -> str:
    shown = performer.activities[:_ACTIVITIES]
    more = len(performer.activities) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _print_rest(console: Console, total: int) -> None:
    if total > _ROWS:
        console.print(f"... and {total - _ROWS:,} more: -o csv or -o json gives all.", style="dim")


def _print_limits(console: Console, report: Impact) -> None:
    lines = [*_ran(report), *_unsure(report), *_placeholders(report), *_unknowns(report)]
    if report.answer.cut:
        lines.append(f"This goes {counted(report.walk.hops or 0, 'hop')} far, as asked for; there is more behind.")
    if lines:
        heading(console, "What to keep in mind")
        console.print(bullets(lines))


def _ran(report: Impact) -> list[str]:
    since = report.walk.since
    if since is None:
        return []
    run = "was seen to run" if since == EVER else f"has run since {since:%Y-%m-%d %H:%M %Z}"
    return [f"Only lineage that {run} counts here; what is declared and did not run is left out."]


def _unsure(report: Impact) -> list[str]:
    possible = report.answer.counts["possible"]
    if not possible:
        return []
    are, them = ("is", "it") if possible == 1 else ("are", "them")
    return [
        f"{possible:,} of these {are} only possible, where two patterns of names overlap; --certain leaves {them} out."
    ]


def _placeholders(report: Impact) -> list[str]:
    found = [result for result in report.answer.results if _PLACEHOLDER in result.labels]
    if not found:
        return []
    places = listed([f"{safe(result.name)} ({result.reason})" for result in found[:_ACTIVITIES]])
    more = f" and {len(found) - _ACTIVITIES} more" if len(found) > _ACTIVITIES else ""
    return [f"{counted(len(found), 'place')} nobody can name yet: {places}{more}. What lies behind is not known."]


def _unknowns(report: Impact) -> list[str]:
    found = report.unknowns
    if not found:
        return []
    shown = [f"{safe(item.name)} ({safe(item.pipeline)}, {safe(item.type)}: {item.reason})" for item in found[:_SHOWN]]
    rest = [f"{len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    hidden = "is an activity on the way" if len(found) == 1 else f"are {len(found):,} activities on the way"
    return [f"There {hidden} that nobody can see into, so more may hang on this: {listed([*shown, *rest])}."]
