"""A Python cell as chains of calls, with the texts that its names and literals make. The code is read, never run.

Values: literals, names assigned once at the top level of the notebook, f-strings, ``+``, ``%``, ``.format``. All else
is a hole. A further expression is a case in ``_text``.
"""

import ast
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from lineage_graph.notebooks.access import LONGEST_VALUE, Argument, Call, Chain, Session

_MAGIC: Final = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)
_UNREADABLE: Final = (SyntaxError, ValueError, RecursionError, MemoryError)
_LONGEST_NAME: Final = 80
_PERCENT: Final = re.compile(r"%(?:\((\w+)\))?[-+ #0]*\d*(?:\.\d+)?([sdifrx%])")
_FIELD: Final = re.compile(r"\{\{|\}\}|\{([^{}!:]*)(?:![rsa])?(?::[^{}]*)?\}")


def parsed(source: str) -> ast.Module | None:
    """The tree of a cell without its magics, or None if it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(_MAGIC.sub(r"\1pass", source))
    except _UNREADABLE:
        return None


def assignment_counts(trees: list[ast.Module]) -> Counter[str]:
    """How often each name is given a value anywhere outside functions and classes."""
    counts: Counter[str] = Counter()
    for tree in trees:
        for node in _outside_functions(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                counts[node.id] += 1
            elif isinstance(node, ast.alias):
                counts[(node.asname or node.name).partition(".")[0]] += 1
        counts.update(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return counts


def learn(tree: ast.Module, counts: Counter[str], parameters: bool, session: Session) -> None:
    """Takes over the values that the cell gives its names; those of a cell of parameters a caller may replace."""
    for node in _top_level(tree.body):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Name):
                _assign(target.id, node.value, counts[target.id] == 1, parameters, session)


def _assign(name: str, value: ast.expr, once: bool, parameters: bool, session: Session) -> None:
    text = _text(value, session, frozenset())
    if parameters:
        known = text is not None and isinstance(value, ast.Constant)
        session.values[name] = session.hole(name, parameter=True, default=text if known else None)
    elif not once:
        session.values[name] = session.hole(name)
    elif _is_text(value, session):
        session.values[name] = text if text is not None and len(text) <= LONGEST_VALUE else session.hole(name)
    elif chain := _chain(value, session, frozenset()):
        session.chains[name] = chain


def chains(tree: ast.Module, session: Session) -> Iterator[Chain]:
    """Every chain of calls in the cell, outermost first; a function's own names are unknown inside it."""
    yield from _walk(tree, session, frozenset())


def _walk(node: ast.AST, session: Session, local: frozenset[str]) -> Iterator[Chain]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        local |= _names_of(node)
    if isinstance(node, ast.Call):
        chain = _chain(node, session, local)
        if chain:
            yield chain
        yield from _arguments_of_chain(node, session, local)
        return
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, session, local)


def _arguments_of_chain(node: ast.expr, session: Session, local: frozenset[str]) -> Iterator[Chain]:
    """The chains inside the arguments of a chain's calls, but not the chain's own beginnings."""
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Call):
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield from _walk(argument, session, local)
            node = node.func
        else:
            node = node.value
    yield from _walk(node, session, local)


def _chain(node: ast.expr, session: Session, local: frozenset[str]) -> Chain:
    steps: list[Call] = []
    while True:
        call = node if isinstance(node, ast.Call) else None
        inner = node.func if isinstance(node, ast.Call) else node
        if isinstance(inner, ast.Attribute):
            steps.append(_call(inner.attr, call, session, local))
            node = inner.value
        elif isinstance(inner, ast.Name):
            known = session.chains.get(inner.id, ()) if call is None and inner.id not in local else ()
            return (*(known or (_call(inner.id, call, session, local),)), *reversed(steps))
        else:
            return (Call(""), *reversed(steps)) if steps else ()


def _call(name: str, call: ast.Call | None, session: Session, local: frozenset[str]) -> Call:
    if call is None:
        return Call(name)
    arguments = tuple(_argument(argument, session, local) for argument in call.args)
    named = {keyword.arg: _argument(keyword.value, session, local) for keyword in call.keywords if keyword.arg}
    return Call(name, arguments, named, called=True)


def _argument(node: ast.expr, session: Session, local: frozenset[str]) -> Argument:
    if isinstance(node, ast.List | ast.Tuple):
        return tuple(text for item in node.elts if (text := _text(item, session, local)) is not None)
    if isinstance(node, ast.Name) and node.id not in local and node.id in session.chains:
        return None
    return _text(node, session, local)


def _text(node: ast.expr, session: Session, local: frozenset[str]) -> str | None:
    """The text of an expression with holes in it; None for what is no text."""
    if isinstance(node, _NO_TEXT):
        return None
    reader = _TEXTS.get(type(node))
    return reader(node, session, local) if reader else _unknown(node, session)


def _constant(node: ast.expr, _: Session, __: frozenset[str]) -> str | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _name(node: ast.expr, session: Session, local: frozenset[str]) -> str | None:
    return _named(node.id, session, local) if isinstance(node, ast.Name) else None


def _f_string(node: ast.expr, session: Session, local: frozenset[str]) -> str | None:
    values = node.values if isinstance(node, ast.JoinedStr) else []
    return "".join(_text(value, session, local) or "" for value in values)


def _formatted(node: ast.expr, session: Session, local: frozenset[str]) -> str | None:
    value = node.value if isinstance(node, ast.FormattedValue) else node
    return _text(value, session, local) or _unknown(value, session)


def _operation(node: ast.expr, session: Session, local: frozenset[str]) -> str | None:
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            sides = [(side, _text(side, session, local)) for side in (left, right)]
            is_text = any(text is not None for _, text in sides)
            shown = "".join(_unknown(side, session) if is_text and text is None else text or "" for side, text in sides)
            return shown if len(shown) <= LONGEST_VALUE else _unknown(right, session)
        case ast.BinOp(left=ast.Constant(value=str() as pattern), op=ast.Mod(), right=right):
            return _percent(pattern, right, session, local)
        case _:
            return _unknown(node, session)


def _named(name: str, session: Session, local: frozenset[str]) -> str | None:
    if name in local:
        return session.hole(f"{name} (of a function)")
    if name in session.chains:
        return None
    return session.values.get(name) or session.hole(name, parameter=name not in session.assigned)


def _called(node: ast.expr, session: Session, local: frozenset[str]) -> str | None:
    """``.format``, ``str``, ``os.path.join``, and the widgets of Databricks; any other call is a hole."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as pattern), attr="format")):
            return _format(pattern, node, session, local)
        case ast.Call(func=ast.Name(id="str"), args=[argument]):
            return _text(argument, session, local) or _unknown(argument, session)
        case ast.Call(
            func=ast.Attribute(attr="get", value=ast.Attribute(attr="widgets")), args=[ast.Constant(value=v)]
        ):
            return session.hole(str(v), parameter=True)
        case ast.Call(func=ast.Attribute(attr="join", value=ast.Attribute(attr="path")), args=[_, *_] as parts):
            return "/".join((_text(part, session, local) or "").rstrip("/") for part in parts)
        case _:
            return _unknown(node, session)


def _percent(pattern: str, right: ast.expr, session: Session, local: frozenset[str]) -> str:
    values = iter(right.elts if isinstance(right, ast.Tuple) else [right])

    def replace(match: re.Match[str]) -> str:
        if match[2] == "%":
            return "%"
        value = next(values, None) if not match[1] else None
        return (_text(value, session, local) if value else None) or session.hole(match[1] or ast.unparse(right)[:20])

    return _PERCENT.sub(replace, pattern)


def _format(pattern: str, node: ast.Call, session: Session, local: frozenset[str]) -> str:
    named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    position = iter(range(len(pattern)))

    def replace(match: re.Match[str]) -> str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        key = match[1] or str(next(position))
        value = named.get(key) or (node.args[int(key)] if key.isdigit() and int(key) < len(node.args) else None)
        return (_text(value, session, local) if value else None) or session.hole(key)

    return _FIELD.sub(replace, pattern)


def _unknown(node: ast.expr, session: Session) -> str:
    made_by = _chain(node, session, frozenset()) if isinstance(node, ast.Call) else None
    return session.hole(ast.unparse(node)[:_LONGEST_NAME], made_by=made_by)


def _is_text(node: ast.expr, session: Session) -> bool:
    """Whether an assigned value is a text to remember, not an object that chains go on from."""
    match node:
        case ast.Name(id=name):
            return name in session.values
        case ast.BinOp(left=left, right=right):
            return _is_text(left, session) or _is_text(right, session)
        case (
            ast.Constant()
            | ast.JoinedStr()
            | ast.Call(func=ast.Attribute(value=ast.Constant(), attr="format"))
            | ast.Call(func=ast.Attribute(attr="get", value=ast.Attribute(attr="widgets")))
            | ast.Call(func=ast.Attribute(attr="join", value=ast.Attribute(attr="path")))
        ):
            return True
        case _:
            return False


def _names_of(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> frozenset[str]:
    """The parameters of a function and the names that it gives values to."""
    given = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
    stored = {name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)}
    return frozenset(given | stored)


def _top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that always run: also those in ``with`` and ``try``."""
    for node in body:
        if isinstance(node, ast.With | ast.Try):
            yield from _top_level(node.body)
        else:
            yield node


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield child
            yield from _outside_functions(child)


_NO_TEXT: Final = (ast.Dict, ast.List, ast.Tuple, ast.Set, ast.Lambda, ast.Compare, ast.BoolOp, ast.UnaryOp)
_TEXTS: Final[dict[type[ast.expr], Callable[[ast.expr, Session, frozenset[str]], str | None]]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.JoinedStr: _f_string,
    ast.FormattedValue: _formatted,
    ast.BinOp: _operation,
    ast.Call: _called,
}
