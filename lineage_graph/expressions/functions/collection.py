"""Collection functions.

https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions#collection-functions
"""

from dataclasses import replace as changed

from lineage_graph.expressions.functions.registry import MOST_ITEMS, Cannot, array, function, json_object, text, whole
from lineage_graph.expressions.results import Object, Result, Template, Unknown, first_unknown, parts_of
from lineage_graph.expressions.texts import call_text, in_text, joined


def _unknown(name: str, *arguments: Result) -> Result:
    for argument in arguments:
        if found := first_unknown(argument):
            return changed(found, detail=call_text(name, arguments))
    raise Cannot


@function("contains", 2, takes_unknown=True)
def _contains(collection: Result, value: Result) -> Result:
    """A text in a text, an item in a list, a name in an object; with regard to case."""
    if isinstance(collection, Unknown) or isinstance(value, Unknown | Template):
        return _unknown("contains", collection, value)
    if isinstance(collection, Template):
        searched = text(value)
        found = any(searched in part for part in collection.parts if isinstance(part, str))
        return found or _unknown("contains", collection, value)
    if isinstance(collection, tuple):
        if any(type(item) is type(value) and item == value for item in collection):
            return True
        return False if first_unknown(collection) is None else _unknown("contains", collection, value)
    if isinstance(collection, Object):
        return text(value) in collection
    return text(value) in text(collection)


@function("empty", 1, takes_unknown=True)
def _empty(collection: Result) -> Result:
    if isinstance(collection, Template) and any(isinstance(part, str) for part in collection.parts):
        return False
    if isinstance(collection, Unknown | Template):
        return _unknown("empty", collection)
    if collection is None or isinstance(collection, str | tuple | Object):
        return not collection
    raise Cannot


@function("first", 1, takes_unknown=True)
def _first(collection: Result) -> Result:
    return _end("first", collection, 0)


@function("last", 1, takes_unknown=True)
def _last(collection: Result) -> Result:
    return _end("last", collection, -1)


def _end(name: str, collection: Result, end: int) -> Result:
    """The item, or the character, at an end; of a template where that end is known. Nothing has no end."""
    if isinstance(collection, Unknown | Template):
        part = parts_of(collection)[end]
        return part[end] if isinstance(part, str) else _unknown(name, collection)
    if isinstance(collection, str | tuple):
        return collection[end] if collection else None
    raise Cannot


@function("intersection", 1, 10_000)
def _intersection(*collections: Result) -> Result:
    """What all lists, or all objects, have in common; an object's last value wins."""
    if any(first_unknown(collection) for collection in collections):
        return _unknown("intersection", *collections)
    if isinstance(collections[0], tuple):
        kept = dict.fromkeys(_keys(array(collections[0])), True)
        for collection in collections[1:]:
            others = set(_keys(array(collection)))
            kept = {key: True for key in kept if key in others}
        return tuple(
            item for key, item in zip(_keys(collections[0]), collections[0], strict=True) if kept.pop(key, False)
        )
    objects = [json_object(collection) for collection in collections]
    return Object({name: objects[-1][name] for name in objects[0] if all(name in one for one in objects)})


@function("union", 1, 10_000)
def _union(*collections: Result) -> Result:
    """All items without those that are there twice, or all names; an object's last value wins."""
    if isinstance(collections[0], tuple):
        items = tuple(item for collection in collections for item in array(collection))
        if len(items) > 2 * MOST_ITEMS:
            raise Cannot
        return _distinct(items)
    together: dict[str, Result] = {}
    for collection in collections:
        together |= json_object(collection)
    return Object(together)


def _distinct(items: tuple[Result, ...]) -> tuple[Result, ...]:
    by_key: dict[object, Result] = {}
    for key, item in zip(_keys(items), items, strict=True):
        by_key.setdefault(key, item)
    return tuple(by_key.values())


def _keys(items: tuple[Result, ...]) -> list[object]:
    """What tells items apart: a boolean is no number, a list no text."""
    kinds = set(map(type, items))
    if kinds <= {str} or kinds <= {int}:
        return list(items)
    return [(type(item).__name__, repr(item)) for item in items]


@function("join", 2)
def _join(collection: Result, delimiter: Result) -> Result:
    items, between = array(collection), text(delimiter)
    pieces: list[str | Unknown | Template] = []
    for index, item in enumerate(items):
        piece = in_text(item)
        if piece is None:
            raise Cannot
        pieces += [between, piece] if index else [piece]
    result = joined(pieces)
    if result is None:
        raise Cannot
    return result


@function("length", 1)
def _length(collection: Result) -> Result:
    if isinstance(collection, str | tuple):
        return len(collection)
    raise Cannot


@function("skip", 2)
def _skip(collection: Result, count: Result) -> Result:
    return array(collection)[max(whole(count), 0) :]


@function("take", 2, takes_unknown=True)
def _take(collection: Result, count: Result) -> Result:
    """The first items, or characters; of a template where its beginning is known that far."""
    if isinstance(collection, Unknown) or isinstance(count, Unknown | Template):
        return _unknown("take", collection, count)
    size = max(whole(count), 0)
    if isinstance(collection, Template):
        first = collection.parts[0]
        return first[:size] if isinstance(first, str) and size <= len(first) else _unknown("take", collection, count)
    return collection[:size] if isinstance(collection, str) else array(collection)[:size]
