"""Conversion functions: the documentation's examples, and what happens at the edges and with unknown parts."""

import pytest

from tests.expressions.asking import becomes, reason_of, shown

HELLO = "data:text/plain;charset=utf-8;base64,aGVsbG8="
CASES = [
    ("array('hello')", '["hello"]'),
    ("base64('hello')", '"aGVsbG8="'),
    ("base64ToBinary('aGVsbG8=')", '"0110000101000111010101100111001101100010010001110011100000111101"'),
    ("base64ToString('aGVsbG8=')", '"hello"'),
    ("decodeBase64('aGVsbG8=')", '"hello"'),
    ("binary('hello')", '"0110100001100101011011000110110001101111"'),
    ("bool(1)", "true"),
    ("bool(0)", "false"),
    ("bool('True')", "true"),
    ("createArray('h', 'e', 'l', 'l', 'o')", '["h","e","l","l","o"]'),
    ("dataUri('hello')", f'"{HELLO}"'),
    (f"dataUriToString('{HELLO}')", '"hello"'),
    ("substring(dataUriToBinary('data:,a'), 0, 16)", '"0110010001100001"'),
    ("substring(decodeDataUri('data:,a'), 0, 16)", '"0110010001100001"'),
    ("decodeUriComponent('http%3A%2F%2Fcontoso.com')", '"http://contoso.com"'),
    ("uriComponentToString('http%3A%2F%2Fcontoso.com')", '"http://contoso.com"'),
    ("encodeUriComponent('https://contoso.com')", '"https%3A%2F%2Fcontoso.com"'),
    ("uriComponent('https://contoso.com')", '"https%3A%2F%2Fcontoso.com"'),
    ("uriComponent(concat('a b/', item()))", "a%20b%2F{uriComponent(item())}"),
    ("substring(uriComponentToBinary('http'), 0, 16)", '"0010001001101000"'),
    ("float('10.333')", "10.333"),
    ("float(2)", "2.0"),
    ("decimal('1.5')", "1.5"),
    ("int('10')", "10"),
    ("int(' -7 ')", "-7"),
    ("int(3.0)", "3"),
    ("json('[1, 2, 3]')", "[1,2,3]"),
    ('json(\'{"fullName": "Sophia Owen"}\')', '{"fullName":"Sophia Owen"}'),
    ('json(\'{"fullName": "Sophia Owen"}\').fullName', '"Sophia Owen"'),
    ("json(null)", "{}"),
    ("json('true')", "true"),
    ('json(concat(\'{"a": "x-\', item().n, \'", "b": \', item().m, \', "c": 1}\')).a', "x-{item().n}"),
    ('json(concat(\'{"a": "x-\', item().n, \'", "b": \', item().m, \', "c": 1}\')).b', "{item().m}"),
    ('json(concat(\'{"a": "x-\', item().n, \'", "b": \', item().m, \', "c": 1}\')).c', "1"),
    ("json(concat('{\"', item().n, '\": 1}'))", "{json(concat('{\"', item().n, '\": 1}'))}"),
    ("json(item())", "{json(item())}"),
    ("string(10)", '"10"'),
    ("string(true)", '"True"'),
    ("string(2.50)", '"2.5"'),
    ('string(json(\'{ "name": "Sophie Owen" }\'))', '"{\\"name\\":\\"Sophie Owen\\"}"'),
    ("string(item().a)", "{item().a}"),
    ("string(createArray(1, item()))", "{string(createArray(1, item()))}"),
    ('xml(json(\'{ "name": "Sophia Owen" }\'))', '"<name>Sophia Owen</name>"'),
    (
        'xml(json(\'{"person": {"name": "Sophia Owen", "city": "Seattle"}}\'))',
        '"<person><name>Sophia Owen</name><city>Seattle</city></person>"',
    ),
    ('xml(json(\'{"a": {"@id": "1", "b": [1, true], "#text": "t"}}\'))', '"<a id=\\"1\\">t<b>1</b><b>true</b></a>"'),
    ("xpath(xml('<p><item><count>10</count></item><item><count>20</count></item></p>'), 'sum(/p/item/count)')", "30"),
    ("xpath(xml('<a><b>1</b><b>2</b></a>'), '/a/b')", '["<b>1</b>","<b>2</b>"]'),
    ("xpath(xml('<a><b>1</b><b>2</b></a>'), '//b/text()')", '["1","2"]'),
    ("xpath(xml('<a><b k=\"v\"/></a>'), '/a/b/@k')[0]", '"v"'),
    ("xpath(xml('<a><b/><b/></a>'), 'count(/a/b)')", "2"),
    (
        'xpath(xml(\'<f xmlns="http://contoso.com"><l>Paris</l></f>\'), \'string(/*[name()="f"]/*[name()="l"])\')',
        '"Paris"',
    ),
    (
        "xpath(xml('<f xmlns=\"http://c.com\"><l>Paris</l></f>'), "
        '\'string(/*[local-name()="f" and namespace-uri()="http://c.com"]/*[local-name()="l"])\')',
        '"Paris"',
    ),
]
IMPOSSIBLE = [
    "array(createArray(1))",
    "base64ToString('a')",
    "base64(1)",
    "bool('yes')",
    "bool(null)",
    "int('1.5')",
    "int('x')",
    "int('99999999999999999999')",
    "float('x')",
    "float('1e999')",
    "json('{')",
    "json('NaN')",
    "json('[[[[')",
    "decodeUriComponent('%FF')",
    "dataUriToString('hello')",
    "xml('<a>')",
    "xml('<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>')",
    'xml(json(\'{"a": 1, "b": 2}\'))',
    "xpath('<a/>', 'concat(/a, /b)')",
    "xpath('<a/>', '/a[')",
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_a_conversion_function(body: str, expected: str) -> None:
    assert shown(becomes(body)) == expected


@pytest.mark.parametrize("body", IMPOSSIBLE)
def test_what_cannot_be_converted_is_unknown(body: str) -> None:
    assert reason_of(becomes(body)) == "dynamic-expression"
