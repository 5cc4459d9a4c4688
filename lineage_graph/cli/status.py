"""``status``: the local Neo4j, what the graph holds, and how old it is; with ``--max-age`` a monitor's probe."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from lineage_graph.answers.ages import Stale, stale
from lineage_graph.answers.state import State, state
from lineage_graph.cli.connection import Choice, connection_options, named
from lineage_graph.cli.durations import DurationType
from lineage_graph.cli.server import document, home_option, lines, output_option
from lineage_graph.configuration import Duration
from lineage_graph.errors import GateTripped, Neo4jUnavailable, UsageError
from lineage_graph.graph import Connection, connect
from lineage_graph.reports.freshness import ago, freshness_line
from lineage_graph.reports.screen import listed, safe
from lineage_graph.server import LocalServer, password
from lineage_graph.server import status as look_at_server

_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class _Limit:
    """How old a source may be, the sources that are meant, and those that lineage.yml promises."""

    age: Duration
    names: Mapping[str, Sequence[str]]
    promised: Sequence[str]


@click.command(short_help="Tell where the local Neo4j is, and what the graph holds.")
@home_option
@click.option("--max-age", type=DurationType(), help="End with 3 if a source was last read whole longer ago: 6h.")
@click.option("--source", "names", multiple=True, metavar="NAME", help="With --max-age: only this one; repeatable.")
@output_option
@connection_options
def status(choice: Choice, home: Path | None, max_age: Duration | None, names: tuple[str, ...], output: str) -> None:
    """Tell whether the local Neo4j runs, where everything is, and what the graph holds.

    The graph is that of the Neo4j that is named, else the local one; nothing is started. With --max-age it is a probe
    for a monitor: it ends with 3 and one line if a source is older, or was never read; with 5 if Neo4j does not answer.
    NAME is a service, such as adf-prod, a source's key, such as live+adf://adf-prod, or a source of lineage.yml.

    \b
    Examples:
      lineage-graph status
      lineage-graph status --max-age 6h
      lineage-graph status -c lineage.yml --max-age 90m --source prod
    """  # noqa: D301 - click reads the backspace
    if names and max_age is None:
        raise UsageError("--source goes with --max-age.")
    limit = _limit(choice, max_age, names) if max_age else None
    server, connection = look_at_server(home), named(choice)
    held = _held(server, connection, needed=limit is not None)
    old = stale(held, limit.age, limit.names, limit.promised) if limit and held else ()
    if output == "json":
        uri = connection.uri if connection else server.uri if server.running else None
        asked = {"maxAge": str(limit.age), "stale": [_stale(one) for one in old]} if limit else {}
        click.echo(json.dumps({**document(server), "graphUri": uri, **_as_json(held), **asked}, indent=2))
    else:
        click.echo("\n".join([*_places(server, connection), *_as_text(held)]))
    if limit and old:
        raise GateTripped(f"{_told(old)}; the limit is {limit.age}.")


def _limit(choice: Choice, age: Duration, names: Sequence[str]) -> _Limit:
    from lineage_graph.refresh.addresses import sources_of  # noqa: PLC0415 - imports what only this needs

    configured = choice.configuration.sources if choice.configuration else ()
    known = {source.name: sources_of(source) for source in configured}
    if unknown := [name for name in names if name in known and not known[name]]:
        message = (
            f"What {unknown[0]} of lineage.yml reads is told by reading it; name a service of it: --source adf-prod"
        )
        raise UsageError(message)
    promised = [key for keys in known.values() for key in keys if not names]
    return _Limit(age, {name: known.get(name) or (name,) for name in names}, promised)


def _held(server: LocalServer, connection: Connection | None, *, needed: bool) -> State | None:
    """What the graph holds; None, with a note, where nobody answers and it is not needed."""
    try:
        if connection is None and not server.running:
            if not needed:
                return None
            message = "The local Neo4j is not running, and no other is named.\nSet NEO4J_URI, or: lineage-graph up"
            raise Neo4jUnavailable(message)
        with connect(connection or Connection(server.uri, server.user, password(server))) as graph:
            return state(graph)
    except Neo4jUnavailable as error:
        if needed:
            raise
        click.echo(f"Note: {error}", err=True)
        return None


def _told(old: Sequence[Stale]) -> str:
    """All of it in one line."""
    words = [f"{safe(one.source)} {f'{ago(one.age)}' if one.age is not None else 'never'}" for one in old]
    more = [f"{len(words) - _MOST_NAMED:,} more"] if len(words) > _MOST_NAMED else []
    return f"Stale, last read whole: {listed([*words[:_MOST_NAMED], *more])}"


def _stale(one: Stale) -> dict[str, object]:
    return {
        "source": one.source,
        "readAt": one.read_at.isoformat() if one.read_at else None,
        "ageSeconds": round(one.age.total_seconds()) if one.age is not None else None,
    }


def _as_json(held: State | None) -> dict[str, object]:
    if held is None:
        return {"counts": None, "freshness": None}
    return {
        "counts": dict(held.counts),
        "freshness": [
            {
                "source": one.source,
                "readAt": one.read_at.isoformat() if one.read_at else None,
                "ageSeconds": round((held.now - one.read_at).total_seconds()) if one.read_at else None,
                "runsUntil": one.runs_until.isoformat() if one.runs_until else None,
            }
            for one in held.freshness
        ],
    }


def _places(server: LocalServer, connection: Connection | None) -> list[str]:
    """Where the graph is, and where the local server is if it runs or would be used."""
    other = [f"Neo4j at {connection.uri}, as {connection.username}."] if connection else []
    return [*other, *(lines(server) if server.running or not connection else [])]


def _as_text(held: State | None) -> list[str]:
    if held is None:
        return []
    if not held.counts:
        return ["The graph is empty; lineage-graph load PATH fills it."]
    counted = [f"  {number:>9,}  {_in_words(kind)}" for kind, number in held.counts.items()]
    read = [(safe(one.source), one.read_at) for one in held.freshness if one.read_at is not None]
    longest = max((len(source) for source, _ in read), default=0)
    loaded = [f"  {source:<{longest}}  {at:%Y-%m-%d %H:%M:%S %Z}" for source, at in read]
    fresh = freshness_line(held.freshness, held.now)
    return ["The graph holds:", *counted, "Last read whole:", *loaded, *filter(None, [fresh])]


def _in_words(kind: str) -> str:
    """``dataFlows`` as people write it: ``data flows``."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind)
