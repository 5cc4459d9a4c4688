"""``xml`` and ``xpath``: XML is held as its text. Of XPath, the paths that ElementTree knows and the documented forms.

Documents with a declaration of types (``<!DOCTYPE``) are refused, so that no entity is ever expanded.
https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions#xpath
"""

import re
from typing import Final
from xml.etree import ElementTree

from lineage_graph.expressions.functions.registry import Cannot, function, text
from lineage_graph.expressions.results import Object, Result
from lineage_graph.expressions.texts import scalar_text

_LONGEST_DOCUMENT: Final = 50_000
_DEEPEST: Final = 20
_LONGEST_PATH: Final = 500
_NAME: Final = re.compile(r"[^\W\d][\w.-]*")
_FULL_NAME: Final = re.compile(
    r"""\*\[\s*local-name\(\)\s*=\s*(["'])([^"']+)\1\s*and\s*namespace-uri\(\)\s*=\s*(["'])([^"']*)\3\s*\]"""
)
_ANY_NAMESPACE: Final = re.compile(r"""\*\[\s*(?:local-)?name\(\)\s*=\s*(["'])([^"']+)\1\s*\]""")
_CALL: Final = re.compile(r"\s*(sum|count|string)\((.*)\)\s*", re.DOTALL)
_ATTRIBUTE: Final = re.compile(r"(.*)/@([\w.-]+)")
_PATH: Final = re.compile(r"//?[^/\s](?:[^()|]|text\(\))*")


@function("xml", 1)
def _xml(value: Result) -> Result:
    """The XML of an object with one root, or of a text that holds such a one; XML stays as it is."""
    if isinstance(value, Object):
        return _written(value)
    _read(text(value))
    return text(value).strip()


def _written(value: Object) -> str:
    if len(value) != 1:
        raise Cannot
    name, content = next(iter(value.items()))
    if isinstance(content, tuple):
        raise Cannot
    return ElementTree.tostring(_element(name, content), encoding="unicode", short_empty_elements=True)


def _element(name: str, content: Result) -> ElementTree.Element:
    if not _NAME.fullmatch(name):
        raise Cannot
    element = ElementTree.Element(name)
    if isinstance(content, Object):
        for inner, held in content.items():
            if inner.startswith("@") and _NAME.fullmatch(inner[1:]) and isinstance(held, str):
                element.set(inner[1:], held)
            elif inner == "#text" and isinstance(held, str):
                element.text = held
            else:
                element.extend(_element(inner, one) for one in (held if isinstance(held, tuple) else (held,)))
    elif isinstance(content, str | int | float | bool):
        element.text = str(content).lower() if isinstance(content, bool) else scalar_text(content)
    elif content is not None:
        raise Cannot
    return element


def _read(document: str) -> ElementTree.Element:
    if "<!DOCTYPE" in document or "<!ENTITY" in document or len(document) > _LONGEST_DOCUMENT:
        raise Cannot
    try:
        root = ElementTree.fromstring(document.strip())  # noqa: S314 - see above
    except (ElementTree.ParseError, ValueError) as error:
        raise Cannot from error
    _check_depth(root)
    return root


def _check_depth(root: ElementTree.Element) -> None:
    """Deep documents would take time that grows with the square of their depth, and more."""
    level = [root]
    for _ in range(_DEEPEST):
        level = [inner for element in level for inner in element]
    if level:
        raise Cannot


@function("xpath", 2)
def _xpath(document: Result, path: Result) -> Result:
    """The nodes of a path as a list of XML texts, always a list as in use; values of ``sum``, ``count``, ``string``."""
    above = ElementTree.Element("document")
    above.append(_read(text(document)))
    wanted = text(path).strip()
    if len(wanted) > _LONGEST_PATH or wanted.count("//") > 1:
        raise Cannot
    call = _CALL.fullmatch(wanted)
    if call is None:
        return _nodes(above, wanted)
    texts = _texts(above, call[2].strip())
    if call[1] == "string":
        return texts[0] if texts else ""
    if call[1] == "count":
        return len(texts)
    try:
        total = sum((float(one) for one in texts), 0.0)
    except ValueError as error:
        raise Cannot from error
    return int(total) if total.is_integer() else total


def _nodes(above: ElementTree.Element, path: str) -> tuple[Result, ...]:
    if path.endswith("/text()") or _ATTRIBUTE.fullmatch(path):
        return tuple(_texts(above, path))
    return tuple(ElementTree.tostring(node, encoding="unicode").strip() for node in _found(above, path))


def _texts(above: ElementTree.Element, path: str) -> list[str]:
    if attribute := _ATTRIBUTE.fullmatch(path):
        return [node.attrib[attribute[2]] for node in _found(above, attribute[1]) if attribute[2] in node.attrib]
    return ["".join(node.itertext()) for node in _found(above, path.removesuffix("/text()"))]


def _found(above: ElementTree.Element, path: str) -> list[ElementTree.Element]:
    simple = _ANY_NAMESPACE.sub(r"{*}\2", _FULL_NAME.sub(r"{\4}\2", path))
    if not _PATH.fullmatch(re.sub(r"\{[^}]*\}", "", simple)):
        raise Cannot
    try:
        return above.findall(f".{simple}")
    except (SyntaxError, KeyError, TypeError) as error:  # TypeError: how ElementTree fails on ``/a[``
        raise Cannot from error
