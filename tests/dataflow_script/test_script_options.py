"""Options of sources and sinks: what is written out, what a parameter supplies, what only the run knows."""

import pytest

from lineage_graph.dataflow_script import (
    Dynamic,
    LiteralText,
    ParameterName,
    Part,
    Statement,
    alternatives,
    is_cache,
    literal,
    option,
    parse,
    parse_expression,
    parts,
)


def lit(text: str) -> LiteralText:
    return LiteralText(text)


def par(name: str) -> ParameterName:
    return ParameterName(name)


def dyn(written: str) -> Dynamic:
    return Dynamic(parse_expression(written))


def statement(arguments: str) -> Statement:
    return parse(f"source({arguments}) ~> s").statements[0]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("'raw/loaves'", [lit("raw/loaves")]),
        ('"raw/loaves"', [lit("raw/loaves")]),
        ("('raw')", [lit("raw")]),
        ("''", [lit("")]),
        (r"'\\server\share'", [lit(r"\server\share")]),
        ("'{$x}'", [lit("{$x}")]),
        ("2024", [lit("2024")]),
        ("true", [lit("true")]),
        ("$folder", [par("folder")]),
        ("($folder)", [par("folder")]),
        ('"{$folder}"', [par("folder")]),
        ('"raw/{$folder}/{$day}.csv"', [lit("raw/"), par("folder"), lit("/"), par("day"), lit(".csv")]),
        (r'"a\{$x}"', [lit("a{$x}")]),
        ("concat('raw/', $folder)", [lit("raw/"), par("folder")]),
        ("CONCAT('a', concat('b', concat($x, '/*')))", [lit("ab"), par("x"), lit("/*")]),
        ("'raw/' + $folder + '/x'", [lit("raw/"), par("folder"), lit("/x")]),
        ("$prefix+$table", [par("prefix"), par("table")]),
        ("concat('/v', toString($version), '/feed')", [lit("/v"), par("version"), lit("/feed")]),
        ("toString($day, 'yyyy')", [dyn("toString($day, 'yyyy')")]),
        ("'day=' + currentDate()", [lit("day="), dyn("currentDate()")]),
        ('"{upper($x)}/a"', [dyn("upper($x)"), lit("/a")]),
        ("$count + 1", [dyn("$count + 1")]),
        ("$a - $b", [dyn("$a - $b")]),
        ("$$", [dyn("$$")]),
        ("$1", [dyn("$1")]),
        ("column", [dyn("column")]),
        ("{a column}", [dyn("{a column}")]),
        ("cache#outputs()[1].path", [dyn("cache#outputs()[1].path")]),
    ],
)
def test_the_parts_of_a_value(written: str, expected: list[Part]) -> None:
    assert list(parts(parse_expression(written))) == expected


def test_what_only_the_run_knows_can_be_shown() -> None:
    assert dyn("concat( currentDate(),'x' )").text == "concat(currentDate(), 'x')"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("['raw/*.csv', 'old/*.csv']", [[lit("raw/*.csv")], [lit("old/*.csv")]]),
        ("[('wip/' + $run)]", [[lit("wip/"), par("run")]]),
        ("'raw'", [[lit("raw")]]),
        ("($paths)", [[par("paths")]]),
        ("(['a'])", [[lit("a")]]),
        ("[]", []),
    ],
)
def test_the_values_of_a_list(written: str, expected: list[list[Part]]) -> None:
    assert [list(value) for value in alternatives(parse_expression(written))] == expected


def test_an_option_is_found_by_name_in_any_case() -> None:
    source = statement("output(store as string), store = 'no', Store: 'synapse', store: 'later'")
    assert literal(option(source, "store")) == "synapse"


def test_an_option_that_is_not_set_has_no_value() -> None:
    source = statement("output(a as string), wildcardPaths: ['a'], fileName: ($name)")
    assert option(source, "store") is None
    assert literal(option(source, "store")) is None
    assert literal(option(source, "fileName")) is None


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("store: 'cache'", True),
        ("store: ('CACHE')", True),
        ("store: 'synapse'", False),
        ("", False),
        ("store: $s", False),
    ],
)
def test_a_cache_sink_is_known_by_its_store(arguments: str, expected: bool) -> None:
    assert is_cache(statement(arguments)) is expected
