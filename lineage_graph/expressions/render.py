"""Writing a tree as text: ``render`` for a whole JSON value, ``body`` for what stands after ``@``.

``parse(render(tree)) == tree`` for every tree that ``parse`` gives.
"""

import json
import re
from typing import Final

from lineage_graph.expressions.syntax import Access, Call, Index, Literal, Property, Text, Tree
from lineage_graph.records import Scalar

_PLAIN_NAME: Final = re.compile(r"[A-Za-z_]\w*")


def render(tree: Tree) -> str:
    """The tree as the text of a JSON value."""
    if isinstance(tree, Text):
        return _escaped(
            "".join(_escaped_inside(part) if isinstance(part, str) else f"@{{{body(part)}}}" for part in tree.parts),
            tree,
        )
    if isinstance(tree, Literal) and isinstance(tree.value, str):
        return _escaped(_escaped_inside(tree.value), tree)
    return f"@{body(tree)}"


def body(tree: Tree) -> str:
    """The tree as an expression without ``@``."""
    match tree:
        case Literal(value):
            return written(value)
        case Call(name, arguments):
            return f"{name}({', '.join(map(body, arguments))})"
        case Access(owner, steps):
            held = f"({body(owner)})" if _is_number(owner) else body(owner)
            return held + "".join(map(_step, steps))
        case Text(parts):
            inner = ", ".join(written(part) if isinstance(part, str) else body(part) for part in parts)
            return f"concat({inner})"


def written(value: Scalar) -> str:
    """A known value as an expression writes it."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value)


def step_of(name: str) -> str:
    """The access to a property: ``.name``, or ``['name']`` where it is no plain name."""
    return f".{name}" if _PLAIN_NAME.fullmatch(name) else f"[{written(name)}]"


def _is_number(tree: Tree) -> bool:
    return isinstance(tree, Literal) and isinstance(tree.value, int | float) and not isinstance(tree.value, bool)


def _step(step: Property | Index) -> str:
    sign = "?" if step.is_safe else ""
    return f"{sign}.{step.name}" if isinstance(step, Property) else f"{sign}[{body(step.index)}]"


def _escaped_inside(text: str) -> str:
    return text.replace("@{", "@@{")


def _escaped(rendered: str, tree: Literal | Text) -> str:
    """A text that begins with ``@`` and is no ``@{`` gets a second one."""
    first = tree.value if isinstance(tree, Literal) else tree.parts[0]
    is_literal = isinstance(first, str) and first.startswith("@") and not first.startswith("@{")
    return f"@{rendered}" if is_literal else rendered
