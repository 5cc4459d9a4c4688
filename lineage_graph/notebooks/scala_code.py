"""A Scala or C# cell as chains of calls: enough of both to follow ``spark.read.format("x").load(path)``.

Read are names, strings with ``$name`` and ``{name}`` inside, ``+``, and calls; everything else is passed over.
A name that the code gives several values is a hole.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lineage_graph.notebooks.access import LONGEST_VALUE, Argument, Call, Chain, Session

_TOKEN: Final = re.compile(
    r"""(?P<blank>[ \t\r\f\v]+|//[^\n]*|/\*.*?(?:\*/|\Z))|(?P<line>\n)
    |(?P<string>(?P<mark>[A-Za-z]?\$?@?\$?)(?:\"\"\"(?P<raw>.*?)(?:\"\"\"(?!\")|\Z)|\"(?P<text>(?:[^\"\\\n]|\\.)*)\"))
    |(?P<name>[^\W\d]\w*)|(?P<other>.)""",
    re.DOTALL | re.VERBOSE,
)
_SCALA_PART: Final = re.compile(r"\$\$|\$\{([^{}]*)\}|\$([^\W\d]\w*)")
_CSHARP_PART: Final = re.compile(r"\{\{|\}\}|\{([^{}:]*)(?::[^{}]*)?\}")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_DECLARING: Final = frozenset({"val", "var", "string", "String", "const"})
_LONGEST_ASSIGNMENT: Final = 1000
_LONGEST_TYPE: Final = 50
_DEEPEST: Final = 60
"""Brackets inside each other; every level is read again for the one around it."""
_CLOSING: Final = {"(": ")", "[": "]", "{": "}", "<": ">"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    mark: str = ""


_Tokens = list[_Token]


def chains(text: str, parameters: bool, session: Session) -> Iterator[Chain]:
    """Every chain of calls in the cell; what the cell gives its names goes into the session on the way."""
    tokens = [_token(match) for match in _TOKEN.finditer(text) if match.lastgroup != "blank"]
    _learn(tokens, parameters, session)
    code = [token for token in tokens if token.kind != "line"]
    yield from _chains_in(code, session)


def is_too_deep(text: str) -> bool:
    """Whether brackets stand deeper inside each other than code has them."""
    depth = 0
    for sign in re.findall(r"[(\[{)\]}]", text):
        depth += 1 if sign in "([{" else -1
        if depth > _DEEPEST:
            return True
    return False


def _token(match: "re.Match[str]") -> _Token:
    if match["string"] is None:
        return _Token(match.lastgroup or "other", match[0])
    mark = match["mark"]
    if match["raw"] is not None:
        return _Token("string", match["raw"], mark)
    body = match["text"]
    return _Token("string", body if "@" in mark else _ESCAPE.sub(_escaped, body), mark)


def _escaped(match: "re.Match[str]") -> str:
    return {"n": "\n", "t": "\t", "r": "\r"}.get(match[1], match[1])


def _learn(tokens: _Tokens, parameters: bool, session: Session) -> None:
    assigned = [found for position in range(len(tokens)) if (found := _assignment(tokens, position))]
    counts = Counter(name for name, _ in assigned)
    for name, value in assigned:
        if counts[name] > 1:
            session.values[name] = session.hole(name)
        elif parameters:
            known = value[0].text if len(value) == 1 and value[0].kind == "string" and not value[0].mark else None
            session.values[name] = session.hole(name, parameter=True, default=known)
        elif (text := _text(value, session)) is not None and len(text) <= LONGEST_VALUE:
            session.values[name] = text
        elif value and value[0].kind == "name":
            chain, _ = _chain_at(value, 0, session)
            session.chains[name] = chain


def _assignment(tokens: _Tokens, position: int) -> tuple[str, _Tokens] | None:
    """``val x: Type = value`` or ``string x = value``: the name, and the tokens of the value."""
    if tokens[position].text not in _DECLARING or tokens[position + 1 : position + 2] == []:
        return None
    name, equals = tokens[position + 1], position + 2
    while equals < len(tokens) and tokens[equals].text in (":", ".", "String", "LocalDateTime", "DataFrame", "Int"):
        equals += 1
    if name.kind != "name" or equals >= len(tokens) or tokens[equals].text != "=":
        return None
    return name.text, _value(tokens, equals + 1)


def _value(tokens: _Tokens, position: int) -> _Tokens:
    """The tokens up to the line's end; a line that begins with a dot or follows an operator goes on."""
    value: _Tokens = []
    depth = 0
    for index in range(position, min(len(tokens), position + _LONGEST_ASSIGNMENT)):
        token = tokens[index]
        depth += (token.text in _CLOSING and token.kind == "other") - (token.kind == "other" and token.text in ")]}")
        if depth < 0 or (token.text == ";" and depth == 0 and token.kind == "other"):
            break
        if token.kind != "line":
            value.append(token)
        elif value and depth == 0 and value[-1].text not in ("+", ".") and not _goes_on(tokens, index):
            break
    return value


def _goes_on(tokens: _Tokens, position: int) -> bool:
    while position < len(tokens) and tokens[position].kind == "line":
        position += 1
    return position < len(tokens) and tokens[position].text in (".", "+")


def _chains_in(tokens: _Tokens, session: Session) -> Iterator[Chain]:
    position = 0
    while position < len(tokens):
        if tokens[position].kind != "name":
            position += 1
            continue
        chain, end = _chain_at(tokens, position, session)
        if len(chain) > 1 or chain[0].called:
            yield chain
        for inside in _parentheses(tokens[position:end]):
            yield from _chains_in(inside, session)
        position = max(end, position + 1)


def _chain_at(tokens: _Tokens, position: int, session: Session) -> tuple[Chain, int]:
    """The chain that starts at the name, and the position after it."""
    steps: list[Call] = []
    while position < len(tokens) and tokens[position].kind == "name":
        name, position = tokens[position].text, position + 1
        position = _after_types(tokens, position)
        if tokens[position : position + 1] and tokens[position].text == "(" and tokens[position].kind == "other":
            end = _end(tokens, position)
            steps.append(_call(name, tokens[position + 1 : end], session))
            position = end + 1
        else:
            steps += session.chains.get(name) or [Call(name)] if not steps else [Call(name)]
        if position >= len(tokens) or tokens[position].text != "." or tokens[position].kind != "other":
            break
        position += 1
    return tuple(steps), position


def _after_types(tokens: _Tokens, position: int) -> int:
    """After ``[Type]`` or ``<Type>`` that a call's parentheses follow."""
    if position < len(tokens) and tokens[position].kind == "other" and tokens[position].text in "[<":
        end = position + _end(tokens[position : position + _LONGEST_TYPE], 0)
        if tokens[end + 1 : end + 2] and tokens[end + 1].text == "(":
            return end + 1
    return position


def _call(name: str, inside: _Tokens, session: Session) -> Call:
    arguments: list[Argument] = []
    named: dict[str, Argument] = {}
    for item in _items(inside):
        if [token.text for token in item[1:2]] in (["="], [":"]) and item[0].kind == "name":
            named[item[0].text] = _text(item[2:], session)
        else:
            arguments.append(_text(item, session))
    return Call(name, tuple(arguments), named, called=True)


def _text(tokens: _Tokens, session: Session) -> str | None:
    """The text of strings and names joined by ``+``; None for anything else."""
    terms = list(_items(tokens, "+"))
    if not tokens or not all(terms):
        return None
    texts = [_term(term, session) for term in terms]
    if len(texts) > 1 and any(texts):
        return "".join(text or session.hole(_shown(term)) for text, term in zip(texts, terms, strict=True))
    return texts[0] if len(texts) == 1 else None


def _term(tokens: _Tokens, session: Session) -> str | None:
    first = tokens[0]
    if len(tokens) == 1 and first.kind == "string":
        return _interpolated(first, session)
    if len(tokens) == 1 and first.kind == "name" and first.text not in ("true", "false", "null", "spark"):
        if first.text in session.chains:
            return None
        return session.values.get(first.text) or session.hole(first.text)
    return None


def _interpolated(token: _Token, session: Session) -> str:
    if "$" in token.mark:
        pattern = _CSHARP_PART
    elif token.mark and "@" not in token.mark:
        pattern = _SCALA_PART
    else:
        return token.text

    def replace(match: re.Match[str]) -> str:
        name = next((group for group in match.groups() if group), None)
        if name is None:
            return match[0][0]
        return session.values.get(name) or session.hole(name)

    return pattern.sub(replace, token.text)


def _items(tokens: _Tokens, separator: str = ",") -> Iterator[_Tokens]:
    item: _Tokens = []
    depth = 0
    for token in tokens:
        if token.kind == "other":
            depth += (token.text in "([{") - (token.text in ")]}")
        if token.text == separator and token.kind == "other" and depth == 0:
            yield item
            item = []
        else:
            item.append(token)
    if item:
        yield item


def _parentheses(tokens: _Tokens) -> Iterator[_Tokens]:
    """What stands inside the outermost parentheses."""
    position = 0
    while position < len(tokens):
        if tokens[position].kind == "other" and tokens[position].text in "([{":
            end = _end(tokens, position)
            yield tokens[position + 1 : end]
            position = end
        position += 1


def _end(tokens: _Tokens, position: int) -> int:
    """The position of what closes the bracket at the position, or the last position."""
    opening = tokens[position].text
    depth = 0
    for index in range(position, len(tokens)):
        if tokens[index].kind == "other":
            depth += (tokens[index].text == opening) - (tokens[index].text == _CLOSING[opening])
        if depth == 0:
            return index
    return len(tokens) - 1


def _shown(tokens: _Tokens) -> str:
    return "".join(token.text for token in tokens)[:80]
