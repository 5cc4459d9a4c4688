"""``${VAR}`` and ``${VAR:-default}`` in the texts of the configuration; ``$${`` stands for ``${``.

This happens after the YAML was read: a variable's value stays one text, whatever it holds.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lineage_graph.configuration.document import Document, Place, Plain

VARIABLE: Final = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)\}")
_USE: Final = re.compile(r"\$(?P<escaped>\$)?\{(?P<body>[^}]*)(?P<end>\}?)")
_BODY: Final = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>.*))?", re.DOTALL)


def substituted(document: Document, environment: Mapping[str, str]) -> Plain:
    """The document's values with every variable replaced; raises ``UsageError`` where one is not set."""
    return _substituted(document, document.content, (), environment)


def unset(document: Document, environment: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with every variable that is not set and has no default, in the order of the file."""
    yield from _unset(document, document.content, (), environment)


def _unset(document: Document, value: Plain, place: Place, environment: Mapping[str, str]) -> Iterator[str]:
    match value:
        case str():
            for found in _USE.finditer(value):
                body = _BODY.fullmatch(found["body"])
                if body and body["default"] is None and body["name"] not in environment and not found["escaped"]:
                    yield document.told(place, _not_set(body["name"]))
        case dict():
            for key, child in value.items():
                yield from _unset(document, child, (*place, key), environment)
        case list():
            for index, child in enumerate(value):
                yield from _unset(document, child, (*place, index), environment)


def _not_set(name: str) -> str:
    return f"the environment variable {name} is not set; set it or write a default"


def _substituted(document: Document, value: Plain, place: Place, environment: Mapping[str, str]) -> Plain:
    match value:
        case str():
            return _USE.sub(lambda found: _replacement(document, found, place, environment), value)
        case dict():
            return {key: _substituted(document, child, (*place, key), environment) for key, child in value.items()}
        case list():
            return [_substituted(document, child, (*place, i), environment) for i, child in enumerate(value)]
        case _:
            return value


def _replacement(document: Document, found: "re.Match[str]", place: Place, environment: Mapping[str, str]) -> str:
    if found["escaped"]:
        return found[0][1:]
    body = _BODY.fullmatch(found["body"]) if found["end"] else None
    if body is None:
        document.refuse(place, "this is no variable; write ${NAME} or ${NAME:-default}, and $${ for the text ${")
    value = environment.get(body["name"])
    if not value and body["default"] is not None:
        return body["default"]
    if value is None:
        document.refuse(place, _not_set(body["name"]))
    return value
