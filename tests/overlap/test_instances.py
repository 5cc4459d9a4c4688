"""Which instances follow from what is known: cases by hand, and random small estates against a naive truth."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage_graph.overlap.instances import Found, PatternEnd, PatternProcess, instances, shares
from lineage_graph.overlap.naming import derived_name

LAKE = "abfss://lake@acc.dfs.core.windows.net"
SQL = "mssql://h/db"
Ends = tuple[str, ...]


def end(text: str) -> PatternEnd:
    """``in/<x>.csv``: an asset with a hole that is known as x, ``<>`` one that nobody knows."""
    below = re.sub("<[a-z]*>", "{}", text)
    marks = re.findall(r"<([a-z]*)>|\{(date|id)\}", text)
    return PatternEnd(full(below), tuple(name or mark for name, mark in marks))


def full(below: str) -> str:
    return below if "://" in below else f"{SQL}/{below}" if below.startswith("dbo/") else f"{LAKE}/{below}"


def process(reads: str, writes: str, name: str = "p", step: str | None = None) -> PatternProcess:
    output = end(writes)
    performer = f"adf://f/{name}"
    return PatternProcess(f"{performer}=>{output.key}", performer, tuple(map(end, reads.split())), output, step)


def short(key: str) -> str:
    return key.removeprefix(f"{LAKE}/").removeprefix(f"{SQL}/")


def moves(found: Found) -> set[str]:
    return {f"{' '.join(map(short, one.inputs))} > {short(one.output)}" for one in found.instances}


CASES: list[tuple[str, str, str, set[str]]] = [
    ("in/<x>.csv", "out/<x>", "in/a.csv", {"in/a.csv > out/a"}),
    ("in/<x>.csv", "out/<x>", "out/a", {"in/a.csv > out/a"}),
    ("in/<x>.csv", "out/<x>", "in/a.csv out/a", {"in/a.csv > out/a"}),
    ("in/<x>.csv", "out/<x>", "in/a.txt in/b/a.csv in/.csv other/a.csv in", set()),
    # Nothing is known of the value, or it is another one.
    ("in/<>.csv", "out/<>", "in/a.csv", set()),
    ("in/<x>.csv", "out/<y>", "in/a.csv", set()),
    # Dates and counters stay, and stand for themselves.
    ("in/<x>/{date}.csv", "out/<x>/{id}", "in/a/{date}.csv", {"in/a/{date}.csv > out/a/{id}"}),
    ("in/<x>/{date}.csv", "out/<x>/{id}", "in/a/2026.csv in/{date}/{date}.csv", set()),
    # A seed is known in whole; a wildcard is no value.
    ("in/<x>.csv", "out/<x>", "in/{}.csv in/*.csv in/a{}.csv in/**", set()),
    # At least one segment is known; what is not is filled all the same.
    ("<x>", "out/<x>", "a", set()),
    ("<x>", "out/<x>", "out/a", {"a > out/a"}),
    ("<x>.csv", "<x>/b", "a.csv", set()),
    # The name of a table is known in part, or tells nothing; what is put into it is spelled as its store does.
    ("dbo/<x>", "out/<x>", "dbo/a", set()),
    ("dbo/<x>", "out/<x>", "out/A", {"dbo/a > out/A"}),
    ("dbo/t_<x>", "out/<x>", "dbo/t_a", {"dbo/t_a > out/a"}),
    ("dbo/t_<x>", "out/<x>", "dbo/t_a out/A", {"dbo/t_a > out/A"}),
    ("dbo/t_<x>", "out/<x>", "dbo/t_a out/A out/a", {"dbo/t_a > out/a", "dbo/t_a > out/A"}),
    # The same value twice; several values, some of which only one end has: what else it reads stays unknown.
    ("in/<x>/<x>.csv", "out/<x>", "in/a/a.csv in/a/b.csv", {"in/a/a.csv > out/a"}),
    (
        "in/<x>/<y>.csv",
        "out/<x>",
        "in/a/1.csv in/a/2.csv",
        {"in/a/1.csv > out/a", "in/a/2.csv > out/a", "in/a/{}.csv > out/a"},
    ),
    ("in/<x>/<y>.csv", "out/<x>", "out/a", {"in/a/{}.csv > out/a"}),
    ("in/<x>.csv", "out/<x>/<y>", "in/a.csv", set()),
    ("in/<x>.csv", "out/<x>/<y>", "out/a/b", {"in/a.csv > out/a/b"}),
    # A name that may be taken apart in several ways tells nothing; the parts alone do.
    ("in/<x>_<y>.csv", "out/<x>/<y>", "in/a_b_c.csv in/d_e.csv", {"in/d_e.csv > out/d/e"}),
    ("in/<x>_<y>.csv", "out/<x>/<y>", "out/a/b_c", {"in/a_b_c.csv > out/a/b_c"}),
    # Other inputs go along: with the value if they share it, else as they are.
    ("in/<x>.csv keys/<x> config", "out/<x>", "in/a.csv", {"in/a.csv keys/a config > out/a"}),
    ("in/<x>.csv keys/<y>", "out/<x>", "in/a.csv keys/b", {"in/a.csv keys/{} > out/a"}),
    ("in/<x>.csv keys/<y>", "out/<x>_<y>", "in/a.csv", set()),
    # What is derived supports more, by a text that is put together of others one step far.
    ("in/<x>", "in/<x>_copy", "in/a", {"in/a > in/a_copy", "in/a_copy > in/a_copy_copy"}),
]


@pytest.mark.parametrize(("reads", "writes", "seeds", "expected"), CASES)
def test_a_pattern_and_what_is_known_give(reads: str, writes: str, seeds: str, expected: set[str]) -> None:
    assert moves(instances([process(reads, writes)], map(full, seeds.split()), ())) == expected


def test_instances_follow_along_chains_both_ways_and_cycles_end() -> None:
    chain = [process("in/<x>", "mid/<x>", "a"), process("mid/<y>", "out/<y>", "b"), process("out/<z>", "in/<z>", "c")]
    expected = {"in/v > mid/v", "mid/v > out/v", "out/v > in/v"}
    for seed in ("in/v", "mid/v", "out/v"):
        assert moves(instances(chain, [full(seed)], ())) == expected
    assert moves(instances(chain, [], ())) == set()


def test_names_that_are_put_together_are_taken_apart_again() -> None:
    land = process("dbo/<s>_t_<t>", "in/<s>_<t>.csv", "land")
    move = process("in/<f>.csv", "out/<f>", "move")
    assert moves(instances([land, move], [full("dbo/crm_t_orders")], ())) == {
        "dbo/crm_t_orders > in/crm_orders.csv",
        "in/crm_orders.csv > out/crm_orders",
    }


def test_what_is_declared_is_not_made_and_supports_nothing() -> None:
    chain = [process("in/<x>", "mid/<x>", "a"), process("mid/<y>", "out/<y>", "b")]
    declared = {f"adf://f/a=>{full('mid/v')}"}
    assert moves(instances(chain, [full("in/v"), full("in/w")], declared)) == {"in/w > mid/w", "mid/w > out/w"}


def test_the_key_is_the_performers_and_names_the_step_where_two_write_one_asset() -> None:
    one = process("in/<x>", "out/<x>_b", step="first")
    other = process("in/<x>", "out/a_<x>", step="second")
    found = instances([one, other], [full("in/a"), full("in/b")], ())
    assert sorted(short(each.key.partition("=>")[2]) for each in found.instances) == [
        "out/a_a",
        "out/a_b#first",
        "out/a_b#second",
        "out/b_b",
    ]


def test_a_process_that_would_have_too_many_has_none_and_supports_nothing() -> None:
    chain = [process("in/<x>", "mid/<x>", "a"), process("mid/<y>", "out/<y>", "b")]
    few = [full(f"in/{number}") for number in range(3)]
    assert len(instances(chain, few, (), most=3).instances) == 6
    found = instances(chain, [*few, full("in/3")], (), most=3)
    assert found.instances == ()
    assert found.crowded == tuple(one.key for one in chain)
    found = instances(chain, [*few, full("in/3"), full("out/0")], (), most=3)
    assert found.instances == ()


def test_only_a_process_whose_ends_share_a_value_is_asked_for() -> None:
    assert shares(process("in/<x>", "out/<x>"))
    assert not shares(process("in/<x>", "out/<y>"))
    assert not shares(process("in/{date}", "out/{date}"))
    cut = PatternProcess("p", "p", (PatternEnd(full("in/{}"), ("x", "y")),), end("out/<x>"))
    assert not shares(cut)


@pytest.mark.parametrize(
    ("name", "pattern", "key", "expected"),
    [
        ("in/{item}.csv", "in/{}.csv", "in/orders.csv", "in/orders.csv"),
        ("In/{a}{b}/x {date}.csv", "In/{}/x {date}.csv", "In/o%25/x {date}.csv", "In/o%/x {date}.csv"),
        ("Sales.T_{item}", f"{SQL}/sales/t_{{}}", f"{SQL}/sales/t_a", "Sales.t_a"),
        ("my.table", f"{SQL}/dbo/t_{{}}", f"{SQL}/dbo/t_a", "dbo.t_a"),
    ],
)
def test_a_derived_asset_is_named_as_its_store_would(name: str, pattern: str, key: str, expected: str) -> None:
    assert derived_name(name, full(pattern), full(key)) == expected


TEXTS = ("a", "b", "a_b", "1")
FILES = ("in/a", "in/b", "in/a_b", "in/a/b", "out/a", "out/a_b", "out/b/a", "out/1_1", "out/x/a", "a", "in/{}")
TEMPLATES = (
    "in/<x>",
    "in/<y>",
    "in/<x>_<y>",
    "in/<x>/<y>",
    "out/<x>",
    "out/<x>_<x>",
    "out/x/<x>",
    "out/<y>/<x>",
    "<x>",
)
processes = st.builds(
    process,
    st.lists(st.sampled_from(TEMPLATES), min_size=1, max_size=2, unique=True).map(" ".join),
    st.sampled_from(TEMPLATES),
    st.sampled_from(("p", "q")),
)
unique = st.lists(processes, max_size=3, unique_by=lambda one: one.key)


def values(at: PatternEnd, key: str) -> dict[str, str] | None:
    """By trying all ways to take the key apart; None where none fits or several do, segment by segment."""
    patterns, segments = at.key.split("/")[3:], key.split("/")[3:]
    if len(patterns) != len(segments) or all("{" in one for one in patterns):
        return None
    found: list[str] = []
    for one, segment in zip(patterns, segments, strict=True):
        ways = [way for way in cuts(segment, one.count("{}")) if one.replace("{}", "%s") % way == segment]
        if len(ways) != 1:
            return None
        found.extend(ways[0])
    held = dict(zip(at.open, found, strict=True))
    return held if all(held[name] == text for name, text in zip(at.open, found, strict=True)) else None


def cuts(text: str, count: int) -> Iterator[Ends]:
    every = {text[one:other] for one in range(len(text)) for other in range(one + 1, len(text) + 1)}
    return product(sorted(every), repeat=count)


def written(at: PatternEnd, held: Mapping[str, str]) -> str:
    texts = at.key.split("{}")
    return "".join(text + held.get(name, "{}") for text, name in zip(texts, at.open, strict=False)) + texts[-1]


def naive(every: Iterable[PatternProcess], real: Iterable[str]) -> set[tuple[str, str, Ends]]:
    """Round by round over all pairs: first with texts of real assets, then with those that came of them."""
    known = {key for key in real if "{" not in key}
    told: set[tuple[str, str, Ends]] = set()
    patterns = list(every)

    def fillings() -> list[tuple[PatternProcess, PatternEnd, str, dict[str, str]]]:
        found = []
        for one in patterns:
            both = set(one.output.open) & {name for at in one.inputs for name in at.open}
            for at, key in product((*one.inputs, one.output), sorted(known)):
                held = values(at, key)
                if held and both & held.keys():
                    found.append((one, at, key, {name: held[name] for name in both & held.keys()}))
        return found

    for _ in range(2):
        texts = {text for *_, held in fillings() for text in held.values()}
        before = -1
        while len(known) != before:
            before = len(known)
            for one, at, key, held in fillings():
                inputs = tuple(key if each == at else written(each, held) for each in one.inputs)
                output = key if at == one.output and at not in one.inputs else written(one.output, held)
                if "{" not in output and texts >= set(held.values()):
                    told.add((one.key, output, inputs))
                    known |= {each for each in (*inputs, output) if "{" not in each}
    return told


@given(unique, st.sets(st.sampled_from(FILES), max_size=4))
def test_random_estates_have_the_instances_of_the_naive_truth(every: list[PatternProcess], files: set[str]) -> None:
    apart = [one for one in every if one.output not in one.inputs]
    found = instances(apart, map(full, files), ()).instances
    assert {(one.pattern, one.output, one.inputs) for one in found} == naive(apart, map(full, files))


@given(unique, st.sets(st.sampled_from(FILES), max_size=4), st.randoms())
def test_neither_order_matters_and_nothing_supports_itself(
    every: list[PatternProcess], files: set[str], chance: Random
) -> None:
    expected = instances(every, map(full, sorted(files)), ())
    shuffled, keys = every[:], [full(file) for file in files]
    chance.shuffle(shuffled)
    chance.shuffle(keys)
    assert instances(shuffled, keys, ()) == expected
    assert instances(every, [], ()).instances == ()
