"""String functions: the documentation's examples, and what happens at the edges and with unknown parts."""

import pytest

from tests.expressions.asking import becomes, reason_of, shown

KNOWN = [
    ("concat('Hello', 'World')", '"HelloWorld"'),
    ("concat('a', 1, true, null, 1.5)", '"a1True1.5"'),
    ("concat('it''s')", '"it\'s"'),
    ("concat(createArray('a', 1))", '"[\\"a\\",1]"'),
    ("endsWith('hello world', 'world')", "true"),
    ("endsWith('hello world', 'universe')", "false"),
    ("endsWith('hello world', 'WORLD')", "true"),
    ("endsWith('hello', '')", "true"),
    ("indexOf('hello world', 'world')", "6"),
    ("indexOf('hello world', 'WORLD')", "6"),
    ("indexOf('hello', 'x')", "-1"),
    ("lastIndexOf('hello world', 'world')", "6"),
    ("lastIndexOf('world world', 'World')", "6"),
    ("replace('the old string', 'old', 'new')", '"the new string"'),
    ("replace('the old string', 'OLD', 'new')", '"the old string"'),
    ("split('a_b_c', '_')", '["a","b","c"]'),
    ("split('a::b', '::')", '["a","b"]'),
    ("startsWith('hello world', 'hello')", "true"),
    ("startsWith('hello world', 'greetings')", "false"),
    ("STARTSWITH('Hello', 'hELLO')", "true"),
    ("substring('hello world', 6, 5)", '"world"'),
    ("substring('hello', 5, 0)", '""'),
    ("toLower('Hello World')", '"hello world"'),
    ("toUpper('Hello World')", '"HELLO WORLD"'),
    ("trim(' Hello World  ')", '"Hello World"'),
]
PARTLY = [
    ("concat('raw/', item().name, '.csv')", "raw/{item().name}.csv"),
    ("concat(item().name)", "{item().name}"),
    ("concat('a', concat(item(), 'b'), 'c')", "a{item()}bc"),
    ("toLower(concat('RAW/', item().Name))", "raw/{toLower(item().Name)}"),
    ("toUpper(item())", "{toUpper(item())}"),
    ("trim(concat(' a ', item(), ' b '))", "a {item()} b"),
    ("trim(concat(' ', item(), ' b'))", "{trim(item())} b"),
    ("replace(concat('a.b.', item()), '.', '/')", "a/b/{replace(item(), '.', '/')}"),
    ("replace('a-x', 'x', item())", "a-{item()}"),
    ("replace('a', item(), 'b')", "{replace('a', item(), 'b')}"),
    ("replace(concat('ab', item()), 'bc', 'x')", "{replace(concat('ab', item()), 'bc', 'x')}"),
    ("replace(concat('ab', item()), 'xc', 'x')", "ab{replace(item(), 'xc', 'x')}"),
    ("replace(concat(item(), 'b', item()), 'abc', 'x')", "{replace(concat(item(), 'b', item()), 'abc', 'x')}"),
    ("startsWith(concat('raw/', item()), 'RAW')", "true"),
    ("startsWith(concat('raw/', item()), 'curated')", "false"),
    ("startsWith(concat('raw/', item()), 'raw/x')", "{startsWith(concat('raw/', item()), 'raw/x')}"),
    ("startsWith('abc', concat('x', item()))", "false"),
    ("endsWith(concat(item(), '.csv'), '.CSV')", "true"),
    ("endsWith(concat(item(), '.csv'), '.json')", "false"),
    ("endsWith(item(), '.json')", "{endsWith(item(), '.json')}"),
    ("substring(concat('raw/', item()), 0, 3)", '"raw"'),
    ("substring(concat('raw/', item()), 2, 5)", "{substring(concat('raw/', item()), 2, 5)}"),
    ("substring(utcNow(), 0, 4)", "{date|substring(utcNow(), 0, 4)}"),
    ("split(item().name, '.')[0]", "{split(item().name, '.')[0]}"),
    ("indexOf(item(), 'a')", "{indexOf(item(), 'a')}"),
    ("guid()", "{id|guid()}"),
    ("concat('x', guid('N'))", "x{id|guid('N')}"),
]
IMPOSSIBLE = [
    "concat()",
    "toLower(1)",
    "substring('abc', 2, 5)",
    "substring('abc', -1, 1)",
    "split('abc', '')",
    "replace('a', '', 'b')",
    "trim(null)",
    "startsWith(1, 'a')",
    "indexOf('a')",
    "nthIndexOf('a', 'a', 1)",
]


@pytest.mark.parametrize(("body", "expected"), KNOWN + PARTLY)
def test_a_string_function(body: str, expected: str) -> None:
    got = shown(becomes(body))
    assert got == expected


@pytest.mark.parametrize("body", IMPOSSIBLE)
def test_what_has_no_value_says_so_with_its_text(body: str) -> None:
    result = becomes(body)
    assert reason_of(result) == "dynamic-expression"
    assert shown(result) == f"{{{body}}}"
