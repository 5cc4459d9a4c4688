"""What is wrong with a setting, and what to do: the words for the errors of msgspec, which checks the types."""

import re
from difflib import get_close_matches
from typing import Final

import msgspec

from lineage_graph.configuration.document import Place, Plain
from lineage_graph.configuration.settings import (
    Configuration,
    DeletionSettings,
    Neo4jSettings,
    Settings,
    SourceSettings,
)

_PLACE: Final = re.compile(r" - at `\$(?P<place>[^`]*)`$")
_STEP: Final = re.compile(r"\.(?P<key>[^.\[\]]+)|\[(?P<index>\d+)\]")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(?P<key>.*)`")
_MISSING: Final = re.compile(r"Object missing required field `(?P<key>.*)`")
_WORDS: Final = {
    "str": "a text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
    "array": "a list",
    "object": "keys and values",
}
_BLOCKS: Final[dict[str | int, type[Settings]]] = {
    "neo4j": Neo4jSettings,
    "sources": SourceSettings,
    "deletes": DeletionSettings,
}


def advice(error: msgspec.ValidationError, content: Plain) -> tuple[Place, str]:
    """The place of the value that is wrong, and what to say about it."""
    message = str(error)
    found = _PLACE.search(message)
    place = _place(found["place"]) if found else ()
    problem = message[: found.start()] if found else message
    if unknown := _UNKNOWN.fullmatch(problem):
        return (*place, unknown["key"]), _about_unknown(unknown["key"], place)
    if missing := _MISSING.fullmatch(problem):
        example = "; write 'version: 1'" if missing["key"] == "version" else ""
        return place, f"{missing['key']!r} is missing{example}"
    return _inside_stores(place, content), _in_words(problem, place)


def _place(written: str) -> Place:
    steps = _STEP.finditer(written)
    return tuple(int(step["index"]) if step["index"] else step["key"] for step in steps)


def _about_unknown(key: str, place: Place) -> str:
    block = _BLOCKS[place[0]] if place and place[0] in _BLOCKS else Configuration
    known = [field.encode_name for field in msgspec.structs.fields(block)]
    near = get_close_matches(key, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    return f"this key is not known; {hint}"


def _in_words(problem: str, place: Place) -> str:
    if problem.startswith("Invalid enum value"):
        return "only version 1 is known" if place == ("version",) else "it must be git or arm"
    for technical, word in _WORDS.items():
        problem = problem.replace(f"`{technical}`", word)
    quote = "; put the value in quotes" if problem.startswith(f"Expected {_WORDS['str']}, got a number") else ""
    return f"{problem[:1].lower()}{problem[1:]}{quote}"


def _inside_stores(place: Place, content: Plain) -> Place:
    """The library does not say which entry of a mapping is wrong: it is the first that is no text."""
    stores = content.get("stores") if isinstance(content, dict) and place == ("stores",) else None
    entries = stores.items() if isinstance(stores, dict) else ()
    return next(((*place, name) for name, host in entries if not isinstance(host, str) or not host), place)
