"""The index against a naive truth made of regular expressions, on random sets of paths; and the law about siblings."""

import re
from collections.abc import Callable
from functools import cache
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from lineage_graph.model import Match
from lineage_graph.overlap import Address, Index, address, relation

LAKE = "abfss://raw@lake.dfs.core.windows.net"
SQL = "mssql://h/db"
TEXTS = ("a", "b", "ab", "a1", "20", "a_20", "x.csv", "a.csv", "20.csv")
PATTERNS = (
    "{}",
    "{date}",
    "{id}",
    "*",
    "*.csv",
    "a*",
    "{}.csv",
    "a_{}",
    "a_{date}",
    "{}_{date}",
    "{}*",
    "*_{}",
    "{date}*",
)

segments = st.sampled_from((*TEXTS, *PATTERNS))
paths = st.lists(segments, max_size=4).map(lambda parts: "/".join((LAKE, *parts)))
tables = st.lists(segments, min_size=1, max_size=3).map(lambda parts: "/".join((SQL, *parts)))
DATED = ("b", "x.csv", "{date}", "2024", "03", "{date}.csv", "05.csv", "b_{date}", "b_20", "*", "{}", "{id}", "{date}*")
dated_paths = st.lists(st.sampled_from(DATED), max_size=5).map(lambda parts: "/".join((LAKE, "a", *parts)))
literal_paths = st.lists(st.sampled_from(TEXTS), max_size=4).map(lambda parts: "/".join((LAKE, *parts)))

# What a hole may hold, and a text of every kind that some segment above may be: enough to tell any two of them apart.
HOLES = {"{}": ".*", "{date}": "[0-9TZ:._ +-]+", "{id}": "[0-9a-fA-F-]+", "*": ".*"}
FILLED = ("", "a", "b", "20", "1", "x", ".", "_", "a_", "_20", ".csv", "a_20", "20_20", "a1", "-", "20.csv")


def naive(read: str, other: str) -> Match | None:
    """What the design says, by trying texts."""
    ones, twos = (key.split("/")[3:] for key in (read, other))
    compared = list(zip(ones, twos, strict=False))
    if not all(meets(one, two) for one, two in compared):
        return Match.PATTERN if layouts_differ(compared) and laid_out_otherwise(ones, twos) else None
    filled = any(one != two and not covers(one, two) and not covers(two, one) for one, two in compared)
    down = [one != two and covers(one, two) for one, two in compared]
    up = [not mine and one != two and covers(two, one) for mine, (one, two) in zip(down, compared, strict=True)]
    holes = any(
        "{" in (two if theirs else one)
        for (one, two), theirs in zip(compared, up, strict=True)
        if one == two or "*" in one + two
    )
    known = any(one == two and not re.search("[{*]", one) for one, two in compared)
    if filled or (any(down) and any(up)):
        return Match.PATTERN if known else None
    if holes and not known:
        return None
    if len(ones) != len(twos):
        return Match.CONTAINS if len(ones) < len(twos) else Match.WITHIN
    return Match.CONTAINS if any(down) else Match.WITHIN


def naive_table(read: str, other: str) -> Match | None:
    ones, twos = (key.split("/")[4:] for key in (read, other))
    if len(ones) != len(twos) or not all(
        re.search("[a-z0-9]", re.sub("{[a-z]*}", "", parts[-1])) for parts in (ones, twos)
    ):
        return None
    certain = [one == two or covers(one, two) or covers(two, one) for one, two in zip(ones, twos, strict=True)]
    possible = [share(one, two) for one, two in zip(ones, twos, strict=True)]
    together = all(sure or may for sure, may in zip(certain, possible, strict=True))
    return Match.PATTERN if together and not all(certain) else None


def meets(one: str, two: str) -> bool:
    return one == two or covers(one, two) or covers(two, one) or share(one, two)


def is_date(segment: str) -> bool:
    """Holes for dates and wildcards are digits here."""
    return re.fullmatch("[0-9TZ:._ +-]*[0-9][0-9TZ:._ +-]*", re.sub(r"\{date\}|\*", "1", segment)) is not None


def layouts_differ(compared: list[tuple[str, str]]) -> bool:
    """What contradicts first is a date on one side alone, and they are not two names in one folder."""
    place = next(place for place, (one, two) in enumerate(compared) if not meets(one, two))
    one, two = compared[place]
    in_one_folder = all(mine == theirs for mine, theirs in compared[:place]) and not re.search("[{*]", one + two)
    return is_date(one) != is_date(two) and not in_one_folder


def laid_out_otherwise(ones: list[str], twos: list[str]) -> bool:
    """Whether some layout of the one lies side by side with one of the other; ``!`` is what only dates may meet.

    Neither ends within a date of the other: the folder ``{date}`` is beside the file ``{date}.csv``.
    """
    return any(
        all(meets_dates(mine, theirs) for mine, theirs in zip(one, two, strict=False))
        and not any(text.startswith("!") for text in (one[len(two) :][:1] + two[len(one) :][:1]))
        and any(mine == theirs and not re.search("[!{*]", mine) for mine, theirs in zip(one, two, strict=False))
        for one, two in product(layouts(ones), layouts(twos))
    )


def layouts(segments: list[str]) -> list[list[str]]:
    """Every segment with a date in it as one, two and more folders."""
    choices = [
        [[segment]]
        + [
            [f"{head}{{date}}", *["!{date}"] * inner, f"!{{date}}{tail}"]
            for hole in re.finditer("{date}", segment)
            for head, tail in [(segment[: hole.start()], segment[hole.end() :])]
            for inner in range(4)
        ]
        for segment in segments
    ]
    return [[text for parts in choice for text in parts] for choice in product(*choices)]


def meets_dates(one: str, two: str) -> bool:
    if two.startswith("!"):
        one, two = two, one
    if not one.startswith("!"):
        return meets(one, two)
    goes_on = is_date(two) if one == "!{date}" else is_date(two) or re.match(r"[0-9*]|\{date\}", two) is not None
    return not two.startswith("!") and goes_on and meets(one[1:], two)


@cache
def covers(wild: str, other: str) -> bool:
    return "*" in wild and re.fullmatch(re.escape(wild).replace(r"\*", ".*"), other) is not None


@cache
def share(one: str, two: str) -> bool:
    """Whether some text is both: tried with every text that the holes of one may be filled with."""
    return any(re.fullmatch(expression(two), text) for text in fillings(one)) or any(
        re.fullmatch(expression(one), text) for text in fillings(two)
    )


def expression(segment: str) -> str:
    parts = re.split(r"(\{\w*\}|\*)", segment)
    return "".join(HOLES[part] if place % 2 else re.escape(part) for place, part in enumerate(parts))


def fillings(segment: str) -> list[str]:
    found = [""]
    for place, part in enumerate(re.split(r"(\{\w*\}|\*)", segment)):
        texts = [text for text in FILLED if re.fullmatch(HOLES[part], text)] if place % 2 else [part]
        found = [head + text for head in found for text in texts]
    return found


def indexed(read: str, others: set[str]) -> dict[str, Match]:
    found = list(Index(map(located, others)).overlaps(located(read)))
    assert len(found) == len(dict(found))
    return dict(found)


def paired(read: str, others: set[str], truth: Callable[[str, str], Match | None]) -> dict[str, Match]:
    return {other: match for other in others - {read} if (match := truth(read, other))}


def located(key: str) -> Address:
    found = address(key)
    assert found
    return found


@given(paths, st.sets(paths, max_size=40))
def test_paths_are_found_as_by_trying_texts(read: str, others: set[str]) -> None:
    assert indexed(read, others) == paired(read, others, naive)


@given(dated_paths, st.sets(dated_paths, max_size=8))
def test_dates_are_found_as_by_trying_layouts(read: str, others: set[str]) -> None:
    assert indexed(read, others) == paired(read, others, naive)


@given(dated_paths, st.sets(dated_paths, max_size=60))
def test_the_index_and_the_comparison_of_two_say_the_same_of_dates(read: str, others: set[str]) -> None:
    assert indexed(read, others) == paired(read, others, relation)


@given(tables, st.sets(tables, max_size=40))
def test_tables_are_found_as_by_trying_texts(read: str, others: set[str]) -> None:
    shallow = {key for key in others if key.count("/") > 3}
    assume(read.count("/") > 3)
    deep = {key for key in shallow if located(key).container == located(read).container}
    assert indexed(read, deep) == paired(read, deep, naive_table)


@given(paths, st.sets(paths, max_size=60))
def test_the_index_and_the_comparison_of_two_say_the_same(read: str, others: set[str]) -> None:
    assert indexed(read, others) == paired(read, others, relation)


@given(paths | dated_paths, paths | dated_paths)
def test_what_contains_is_contained(one: str, other: str) -> None:
    mirror = {Match.CONTAINS: Match.WITHIN, Match.WITHIN: Match.CONTAINS}
    found = relation(one, other)
    assert relation(other, one) == (mirror.get(found, found) if found else None)


@given(st.sets(literal_paths, max_size=60), st.data())
def test_a_writer_never_reaches_the_reader_of_a_sibling(keys: set[str], data: st.DataObject) -> None:
    """Data goes from an asset to a reader only where one is the other or lies in it, whoever reads what is above."""
    reads = data.draw(st.sets(st.sampled_from(sorted(keys)), max_size=10)) if keys else set()
    reached = {(key, read) for read in reads for key in (read, *indexed(read, keys))}
    related = {
        (key, read)
        for key in keys
        for read in reads
        if f"{key}/".startswith(f"{read}/") or f"{read}/".startswith(f"{key}/")
    }
    assert reached == related


@given(dated_paths, st.permutations(TEXTS), dated_paths)
def test_siblings_below_dates_and_wildcards_never_meet(folder: str, names: list[str], below: str) -> None:
    """Whatever the folder's dates stand for, two names in it are two places."""
    one, other = (f"{folder}/{name}" for name in names[:2])
    deeper = other + below.removeprefix(f"{LAKE}/a")
    for writer in (other, deeper):
        assert relation(one, writer) is relation(writer, one) is None
        assert indexed(one, {folder, writer}) == {folder: Match.WITHIN}


def test_many_names_below_one_folder_are_found_by_beginning_and_end() -> None:
    names = {
        f"{LAKE}/a/{start}_{number}.{end}" for start in ("x", "y") for number in range(50) for end in ("csv", "json")
    }
    odd = {f"{LAKE}/a/{{}}_{number}.csv" for number in range(30)} | {f"{LAKE}/a/x_{number}{{}}" for number in range(30)}
    for read in ("x_*", "*_7.csv", "x_{}.json", "y_1{id}.csv", "{}", "x_7.csv", "x_7.{}", "{date}", "*"):
        key = f"{LAKE}/a/{read}"
        assert indexed(key, names | odd) == paired(key, names | odd, relation)
