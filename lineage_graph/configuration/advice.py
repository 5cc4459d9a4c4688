"""What is wrong with a setting, and what to do: the words for the errors of msgspec, which checks the types."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final, get_args

import msgspec

from lineage_graph.configuration.block import Settings
from lineage_graph.configuration.credentials import CredentialSettings
from lineage_graph.configuration.document import Place, Plain
from lineage_graph.configuration.settings import Configuration, DeletionSettings, Neo4jSettings
from lineage_graph.configuration.sources import RunWindow, SourceSettings

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
    "deletes": DeletionSettings,
    "runs": RunWindow,
}
Kinds = dict[str, type[Settings]]


def _kinds(union: object) -> Kinds:
    return {str(block.__struct_config__.tag): block for block in get_args(union)}


_SOURCES: Final = _kinds(SourceSettings)
_CREDENTIALS: Final = _kinds(CredentialSettings)
_OTHER_NAMES: Final = {"adf": "data-factory", "factory": "data-factory", "workspace": "synapse"}
_REMEDIES: Final = {
    "version": "write 'version: 1'",
    "type": f"it is one of {', '.join(_SOURCES)}",
    "subscription": "write its id, which az account show tells",
}
_INVALID: Final = {
    "version": "only version 1 is known",
    "cloud": "it must be public, china or government",
    "credential": f"it must be one of {', '.join(_CREDENTIALS)}",
    "runs": "write false, or keys such as {lookback: 45d, overlap: 30m}",
    "subscription": "this is no id of a subscription; write the GUID that az account show tells",
    "resource-group": "this is no name of a resource group; write the name alone",
    "factory": "this is no name of a factory; write the name alone, without address",
    "workspace": "this is no name of a workspace; write the name alone, and an address as endpoint",
    "endpoint": "this is no address; write https://HOST and no path",
}


def advice(error: msgspec.ValidationError, content: Plain) -> tuple[Place, str]:
    """The place of the value that is wrong, and what to say about it."""
    message = str(error)
    found = _PLACE.search(message)
    place = _place(found["place"]) if found else ()
    problem = message[: found.start()] if found else message
    if unknown := _UNKNOWN.fullmatch(problem):
        return (*place, unknown["key"]), _about_unknown(unknown["key"], place, content)
    if missing := _MISSING.fullmatch(problem):
        return place, _about_missing(missing["key"], place)
    return _inside_stores(place, content), _in_words(problem, place, content)


def _place(written: str) -> Place:
    steps = _STEP.finditer(written)
    return tuple(int(step["index"]) if step["index"] else step["key"] for step in steps)


def _about_missing(key: str, place: Place) -> str:
    remedy = _INVALID["credential"] if place[-1:] == ("credential",) else _REMEDIES.get(key)
    return f"{key!r} is missing" + (f"; {remedy}" if remedy else "")


def _about_unknown(key: str, place: Place, content: Plain) -> str:
    kinds = _kinds_at(place)
    others = [kind for kind, block in kinds.items() if key in _keys(block)]
    if others:
        what = "source" if kinds is _SOURCES else "credential"
        return f"only a {what} of type {' or '.join(others)} takes {key}"
    known = _keys(_block_at(place, content))
    near = get_close_matches(key, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    return f"this key is not known; {hint}"


def _kinds_at(place: Place) -> Kinds:
    """The kinds among which ``type`` chooses there; none where there is no choice."""
    if place[:1] != ("sources",):
        return {}
    return _CREDENTIALS if place[-1] == "credential" else _SOURCES if len(place) == len(("sources", 0)) else {}


def _block_at(place: Place, content: Plain) -> type[Settings]:
    entry = _value_at(content, place)
    kind = entry.get("type") if isinstance(entry, dict) else None
    chosen = _kinds_at(place).get(kind) if isinstance(kind, str) else None
    return chosen or _BLOCKS.get(place[-1] if place else "", Configuration)


def _value_at(content: Plain, place: Place) -> Plain:
    for step in place:
        if isinstance(content, dict) and isinstance(step, str):
            content = content.get(step)
        elif isinstance(content, list) and isinstance(step, int):
            content = content[step]
    return content


def _keys(block: type[Settings]) -> Sequence[str]:
    tag = block.__struct_config__.tag_field
    return ([tag] if tag else []) + [field.encode_name for field in msgspec.structs.fields(block)]


def _in_words(problem: str, place: Place, content: Plain) -> str:
    key = str(place[-1]) if place else ""
    if problem.startswith("Invalid value"):
        return _about_type(place, content)
    if problem.startswith(("Invalid enum value", "Expected `str` matching", "Expected `bool | object`")):
        return _INVALID[key]
    for technical, word in _WORDS.items():
        problem = problem.replace(f"`{technical}`", word)
    quote = "; put the value in quotes" if problem.startswith(f"Expected {_WORDS['str']}, got a number") else ""
    return f"{problem[:1].lower()}{problem[1:]}{quote}"


def _about_type(place: Place, content: Plain) -> str:
    kinds = _kinds_at(place[:-1])
    written = str(_value_at(content, place))
    near = _OTHER_NAMES.get(written) or next(iter(get_close_matches(written, kinds, n=1)), None)
    return f"it must be one of {', '.join(kinds)}" + (f"; did you mean {near}?" if near else "")


def _inside_stores(place: Place, content: Plain) -> Place:
    """The library does not say which entry of a mapping is wrong: it is the first that is no text."""
    stores = content.get("stores") if isinstance(content, dict) and place == ("stores",) else None
    entries = stores.items() if isinstance(stores, dict) else ()
    return next(((*place, name) for name, host in entries if not isinstance(host, str) or not host), place)
