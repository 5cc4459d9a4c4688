"""String functions; what can be done to the known parts of a template is done, and its holes are named anew.

https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions#string-functions
"""

from collections.abc import Callable
from dataclasses import replace as changed
from typing import Final

from lineage_graph.expressions.functions.registry import MOST_ITEMS, Cannot, function, text, whole
from lineage_graph.expressions.results import Result, Template, Unknown, first_unknown, parts_of, template
from lineage_graph.expressions.texts import LONGEST_TEXT, call_text, in_text, joined

_WHITE_SPACE: Final = None


@function("concat", 1, 10_000, takes_unknown=True)
def concat(*arguments: Result) -> Result:
    """The texts one after another; numbers and lists as they are written."""
    texts = [in_text(argument) for argument in arguments]
    result = joined(part for part in texts if part is not None)
    if result is None or None in texts:
        raise Cannot
    return result


@function("toLower", 1, takes_unknown=True)
def _to_lower(value: Result) -> Result:
    return each_text("toLower", value, str.lower)


@function("toUpper", 1, takes_unknown=True)
def _to_upper(value: Result) -> Result:
    return each_text("toUpper", value, str.upper)


@function("trim", 1, takes_unknown=True)
def _trim(value: Result) -> Result:
    if not isinstance(value, Template | Unknown):
        return text(value).strip(_WHITE_SPACE)
    parts = list(parts_of(value))
    if isinstance(parts[0], str) and not (stripped := parts[0].lstrip()):
        del parts[0]
    elif isinstance(parts[0], str):
        parts[0] = stripped
    if isinstance(parts[-1], str) and not (stripped := parts[-1].rstrip()):
        del parts[-1]
    elif isinstance(parts[-1], str):
        parts[-1] = stripped
    for end in {0, len(parts) - 1}:
        hole = parts[end]
        if isinstance(hole, Unknown):
            parts[end] = changed(hole, detail=call_text("trim", (hole,)))
    return template(parts)


@function("replace", 3, takes_unknown=True)
def _replace(value: Result, old: Result, new: Result) -> Result:
    """Every ``old`` by ``new``; in a template only where no ``old`` can lie half in a hole."""
    if not isinstance(old, str) or not isinstance(new, str | Template | Unknown):
        return _needs_known("replace", value, old, new)
    if not old or not isinstance(value, str | Template | Unknown):
        raise Cannot
    parts = parts_of(value)
    if any(isinstance(part, str) and _may_straddle(part, old) for part in parts) and len(parts) > 1:
        return _needs_known("replace", value, old, new)
    pieces: list[str | Unknown | Template] = []
    for part in parts:
        if isinstance(part, Unknown):
            pieces.append(changed(part, detail=call_text("replace", (part, old, new))))
        elif isinstance(new, str):
            pieces.append(_replaced(part, old, new))
        else:
            first, *rest = part.split(old)
            pieces.append(first)
            for piece in rest:
                pieces += [new, piece]
    result = joined(pieces)
    if result is None:
        raise Cannot
    return result


def _replaced(part: str, old: str, new: str) -> str:
    if len(part) + part.count(old) * (len(new) - len(old)) > LONGEST_TEXT:
        raise Cannot
    return part.replace(old, new)


def _may_straddle(part: str, old: str) -> bool:
    """Whether an ``old`` could begin or end in the text and go on in a hole beside it."""
    longest = min(len(old) - 1, len(part))
    sizes = range(1, longest + 1)
    return any(part.endswith(old[:size]) or part.startswith(old[-size:]) for size in sizes) or part in old[1:-1]


def _needs_known(name: str, *arguments: Result) -> Result:
    """The whole call as unknown because of its first unknown argument."""
    for argument in arguments:
        if isinstance(argument, Unknown | Template) and (found := first_unknown(argument)):
            return changed(found, detail=call_text(name, arguments))
    raise Cannot


def each_text(name: str, value: Result, change: Callable[[str], str]) -> Result:
    """The change made to every known part of a text; a hole becomes that function's value of it."""
    if isinstance(value, str):
        return change(value)
    if not isinstance(value, Template | Unknown):
        raise Cannot
    return template(
        change(part) if isinstance(part, str) else changed(part, detail=call_text(name, (part,)))
        for part in parts_of(value)
    )


@function("endsWith", 2, takes_unknown=True)
def _ends_with(value: Result, searched: Result) -> Result:
    return _at_an_end("endsWith", value, searched, -1)


@function("startsWith", 2, takes_unknown=True)
def _starts_with(value: Result, searched: Result) -> Result:
    return _at_an_end("startsWith", value, searched, 0)


def _at_an_end(name: str, value: Result, searched: Result, end: int) -> Result:
    """Whether one text begins (0) or ends (-1) with another, without regard to case; by their known ends."""
    if not isinstance(value, str | Template | Unknown) or not isinstance(searched, str | Template | Unknown):
        raise Cannot
    held, wanted = (parts_of(one)[end] for one in (value, searched))
    if searched == "":
        return True
    if isinstance(held, Unknown) or isinstance(wanted, Unknown):
        return _needs_known(name, value, searched)
    held, wanted = folded(held), folded(wanted)
    size = min(len(held), len(wanted))
    agree = held[:size] == wanted[:size] if end == 0 else held[len(held) - size :] == wanted[len(wanted) - size :]
    if not agree or (isinstance(value, str) and len(wanted) > len(held)):
        return False
    return True if isinstance(searched, str) and len(held) >= len(wanted) else _needs_known(name, value, searched)


def folded(value: str) -> str:
    """The text in lower case with every character at its place."""
    lowered = value.lower()
    return lowered if len(lowered) == len(value) else value.replace("\u0130", "i").lower()


@function("indexOf", 2)
def _index_of(value: Result, searched: Result) -> Result:
    return folded(text(value)).find(folded(text(searched)))


@function("lastIndexOf", 2)
def _last_index_of(value: Result, searched: Result) -> Result:
    return folded(text(value)).rfind(folded(text(searched)))


@function("split", 2)
def _split(value: Result, delimiter: Result) -> Result:
    held, between = text(value), text(delimiter)
    if not between or held.count(between) >= MOST_ITEMS:
        raise Cannot
    return tuple(held.split(between))


@function("substring", 2, 3, takes_unknown=True)
def _substring(value: Result, start: Result, length: Result = None) -> Result:
    """Characters from a position on; of a template where they lie in its known beginning."""
    arguments = (value, start) if length is None else (value, start, length)
    if any(isinstance(one, Unknown | Template) for one in arguments[1:]):
        return _needs_known("substring", *arguments)
    first = parts_of(value)[0] if isinstance(value, Template | Unknown) else text(value)
    if isinstance(first, Unknown):
        return _needs_known("substring", *arguments)
    begin = whole(start)
    end = len(first) if length is None else begin + whole(length)
    if isinstance(value, Template) and (length is None or end > len(first)):
        return _needs_known("substring", *arguments)
    if not 0 <= begin <= end <= len(first):
        raise Cannot
    return first[begin:end]
