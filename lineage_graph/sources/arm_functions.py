"""The functions of ARM expressions that exported templates use.

To understand another: write it and mark it with ``@function``. What a function cannot tell stays ``Open``.
The functions: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions
"""

import json
import re
from collections.abc import Callable
from typing import Final

from lineage_graph.sources.arm_values import Open, joined, parts_of
from lineage_graph.sources.raw import Json

Function = Callable[[list[Json], str], Json]
"""From the arguments and the call's own text to its value, or ``Open``."""

_FORMAT_ITEM: Final = re.compile(r"(\{\{|\}\}|\{\d{1,3}\}|[{}])")

FUNCTIONS: Final[dict[str, Function]] = {}


def function(name: str) -> Callable[[Function], Function]:
    """Mark the function that evaluates calls of this name."""

    def register(evaluate: Function) -> Function:
        FUNCTIONS[name.lower()] = evaluate
        return evaluate

    return register


@function("concat")
def _concat(arguments: list[Json], _: str) -> Json:
    if arguments and all(isinstance(argument, list) for argument in arguments):
        return [item for argument in arguments for item in argument]
    return joined(tuple(part for argument in arguments for part in parts_of(argument)))


@function("format")
def _format(arguments: list[Json], written: str) -> Json:
    pattern, *values = arguments or [None]
    if not isinstance(pattern, str):
        return Open(written)
    parts: list[str | Open] = []
    for piece in filter(None, _FORMAT_ITEM.split(pattern)):
        index = int(piece[1:-1]) if _FORMAT_ITEM.fullmatch(piece) and piece[1:-1].isdecimal() else None
        if index is not None and index < len(values):
            parts.extend(parts_of(values[index]))
        elif index is not None or piece in ("{", "}"):
            return Open(written)
        else:
            parts.append({"{{": "{", "}}": "}"}.get(piece, piece))
    return joined(tuple(parts))


@function("toLower")
def _to_lower(arguments: list[Json], _: str) -> Json:
    return _each_text(arguments, str.lower)


@function("toUpper")
def _to_upper(arguments: list[Json], _: str) -> Json:
    return _each_text(arguments, str.upper)


def _each_text(arguments: list[Json], change: Callable[[str], str]) -> Json:
    parts = parts_of(arguments[0] if arguments else "")
    return joined(tuple(change(part) if isinstance(part, str) else part for part in parts))


@function("string")
def _string(arguments: list[Json], _: str) -> Json:
    return joined(parts_of(arguments[0] if arguments else ""))


@function("json")
def _json(arguments: list[Json], written: str) -> Json:
    try:
        return json.loads(arguments[0]) if arguments and isinstance(arguments[0], str) else Open(written)
    except (ValueError, RecursionError):
        return Open(written)


@function("replace")
def _replace(arguments: list[Json], written: str) -> Json:
    match arguments:
        case [str(text), str(old), str(new)] if old:
            return text.replace(old, new)
        case _:
            return Open(written)


@function("if")
def _if(arguments: list[Json], written: str) -> Json:
    match arguments:
        case [bool(condition), yes, no]:
            return yes if condition else no
        case _:
            return Open(written)


@function("equals")
def _equals(arguments: list[Json], written: str) -> Json:
    match arguments:
        case [str() | int() | bool() as left, str() | int() | bool() as right]:
            return left == right
        case _:
            return Open(written)


@function("resourceId")
def _resource_id(arguments: list[Json], written: str) -> Json:
    """``/subscriptions/…/providers/{type}/{names}``; a subscription or group given before the type replaces ours.

    A slash that ends the type, as real templates have it, is none.
    """
    at = next((i for i, text in enumerate(arguments) if isinstance(text, str) and "/" in text), None)
    if at is None:
        return Open(written)
    namespace, *types = arguments[at].rstrip("/").split("/")
    names = arguments[at + 1 :]
    if len(types) != len(names):
        return Open(written)
    given = arguments[:at][-2:]
    ours: list[Json] = [Open("subscription().subscriptionId"), Open("resourceGroup().name")]
    subscription, group = ours[: len(ours) - len(given)] + given
    parts: list[Json] = ["/subscriptions/", subscription, "/resourceGroups/", group, f"/providers/{namespace}"]
    for kind, name in zip(types, names, strict=True):
        parts += [f"/{kind}/", name]
    return _concat(parts, written)
