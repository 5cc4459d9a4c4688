"""Laws that loads keep, whatever the sources declare and in whatever order: tried on random small estates."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineage_graph.graph import Graph, LoadOptions, dump, load
from lineage_graph.graph.precedence import wins
from lineage_graph.model import Declaration
from tests.graph.conftest import wipe
from tests.graph.sales import Service, changes, pipeline

START: Final = datetime(2026, 3, 1, tzinfo=UTC)
SERVICES: Final = ("adf://a", "adf://ab")
KINDS: Final = ("git", "live")
NAMES: Final = ("load", "move", "tell")
TRIES: Final = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

Sources = Mapping[tuple[str, str], Service]


@st.composite
def services(draw: st.DrawFn, key: str) -> Service:
    """A service with some pipelines, described in one of two ways, which may call one of the other service."""
    names = draw(st.sets(st.sampled_from(NAMES)))
    other = next(service for service in SERVICES if service != key)
    called = draw(st.sets(st.sampled_from(NAMES), max_size=1)) if names else set()
    return Service(
        key=key,
        pipelines=tuple(sorted(names)),
        triggers=tuple(sorted(draw(st.sets(st.sampled_from(NAMES), max_size=2)))),
        calls=tuple(pipeline(other, name) for name in sorted(called)),
        descriptions={name: draw(st.sampled_from(["one", "two"])) for name in sorted(names)},
        table_kind=draw(st.sampled_from(["Table", "View"])),
    )


@st.composite
def estates(draw: st.DrawFn) -> Sources:
    """What up to four sources say of two services."""
    said = draw(st.sets(st.tuples(st.sampled_from(KINDS), st.sampled_from(SERVICES)), min_size=1))
    return {(kind, key): draw(services(key)) for kind, key in sorted(said)}


def declarations(sources: Sources) -> list[Declaration]:
    return [service.declared(kind) for (kind, _), service in sources.items()]


def at(day: int) -> LoadOptions:
    return LoadOptions(at=START + timedelta(days=day), allow_removals=True)


@TRIES
@given(sources=estates())
def test_loading_twice_is_loading_once(graph: Graph, sources: Sources) -> None:
    wipe(graph)
    load(graph, declarations(sources), at(0))
    load(graph, declarations(sources), at(0))  # a source that comes later may win, or see another one win
    before, written = dump(graph), changes(graph)
    summary = load(graph, declarations(sources), at(0))
    assert dump(graph) == before
    assert changes(graph) == written
    assert (summary.total.written, summary.total.removed) == (0, 0)


@TRIES
@given(sources=estates(), data=st.data())
def test_the_order_of_loads_does_not_matter(graph: Graph, sources: Sources, data: st.DataObject) -> None:
    every = declarations(sources)
    shuffled = data.draw(st.permutations(every))
    wipe(graph)
    load(graph, every, at(0))
    expected = dump(graph)
    wipe(graph)
    for declaration in shuffled:
        load(graph, [declaration], at(0))
    assert dump(graph) == expected


@TRIES
@given(steps=st.lists(estates(), min_size=2, max_size=4))
def test_whatever_was_before_the_last_declarations_hold(graph: Graph, steps: list[Sources]) -> None:
    wipe(graph)
    said: dict[tuple[str, str], Service] = {}
    for day, sources in enumerate(steps):
        said |= sources
        load(graph, declarations(sources), at(day))
    load(graph, declarations(said), at(9))  # whom the winner left shows its own properties with its next load
    found = _without_past(graph)
    wipe(graph)
    load(graph, declarations(said), at(9))
    assert found == _without_past(graph)


def _without_past(graph: Graph) -> list[str]:
    """What holds: the dump of a copy of the graph without what was removed, and without times."""
    graph.change("MATCH ()-[r]->() WHERE r.removedAt IS NOT NULL DELETE r")
    graph.change("MATCH (n) WHERE n.removedAt IS NOT NULL DETACH DELETE n")
    graph.change("MATCH (n) REMOVE n.declaredSince, n.absences")
    graph.change("MATCH ()-[r]->() REMOVE r.declaredSince, r.absences")
    return dump(graph)


_SOURCES: Final = st.sampled_from(
    ["git+adf://a", "arm+adf://a", "live+adf://a", "git+adf://ab", "live+adf://ab", "runs+adf://a", "join"]
)
_IDENTITIES: Final = st.sampled_from(
    [
        "adf://a",
        "adf://a/pipelines/x",
        "adf://ab/pipelines/x",
        "s3://x",
        ("adf://a/x", "adf://ab/y"),
        ("s3://x", "adf://a"),
    ]
)


@given(st.sets(_SOURCES, min_size=1), _IDENTITIES)
def test_exactly_one_source_wins(sources: set[str], identity: str | tuple[str, str]) -> None:
    assert len([source for source in sources if wins(source, sources, identity)]) == 1


@pytest.mark.parametrize(
    ("winner", "loser", "identity"),
    [
        ("git+adf://a", "live+adf://ab", "adf://a/pipelines/x"),
        ("git+adf://ab", "live+adf://a", "adf://ab/pipelines/x"),
        ("live+adf://b", "arm+adf://a", "s3://x"),
        ("arm+adf://b", "git+adf://a", "s3://x"),
        ("git+adf://b", "runs+adf://a", "s3://x"),
        ("git+adf://a", "git+adf://b", "s3://x"),
        ("git+adf://a", "live+adf://b", ("s3://x", "adf://a/pipelines/x")),
        ("git+adf://a", "live+adf://b", ("adf://a/pipelines/x", "adf://b/pipelines/x")),
        ("git+adf://a", "join", ("s3://x", "adf://a/pipelines/x")),
    ],
)
def test_the_owner_then_the_livelier_then_the_smaller_wins(
    winner: str, loser: str, identity: str | tuple[str, str]
) -> None:
    assert wins(winner, [loser], identity)
    assert not wins(loser, [winner], identity)
