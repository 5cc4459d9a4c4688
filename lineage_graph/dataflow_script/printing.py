"""A tree as script text again; what is parsed from it is the same tree.

Used to show an expression; comments are gone and the spacing is our own. A new node needs an entry in ``_WRITERS``.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from lineage_graph.dataflow_script import syntax, texts

_PLAIN: Final = re.compile(r"[^\W\d]\w*")


def unparse(node: syntax.Node) -> str:
    """The text of a node, of an expression, a statement or a whole script; one line, but for a script's statements."""
    return _WRITERS[type(node)](node)


def _list(nodes: Iterable[syntax.Node]) -> str:
    return ", ".join([unparse(node) for node in nodes])


def _identifier(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else f"{{{name}}}"


def _text(node: syntax.Text) -> str:
    written = [
        texts.escape(part, node.quote) if isinstance(part, str) else f"{{{unparse(part)}}}" for part in node.parts
    ]
    return f"{node.quote}{''.join(written)}{node.quote}"


def _operation(node: syntax.Operation) -> str:
    first, *others = [unparse(operand) for operand in node.operands]
    return " ".join([first, *[f"{sign} {other}" for sign, other in zip(node.operators, others, strict=True)]])


def _simple_type(node: syntax.SimpleType) -> str:
    return f"{node.name}({','.join(node.sizes)})" if node.sizes else node.name


def _schema_item(node: syntax.SchemaItem) -> str:
    form = f" {unparse(node.format)}" if node.format else ""
    return f"{_identifier(node.name)} as {unparse(node.type)}{form}"


def _assignment(node: syntax.Assignment) -> str:
    result = f" ? {unparse(node.type)}" if node.type else ""
    return f"{unparse(node.target)} = {unparse(node.value)}{result}"


def _parameter(node: syntax.Parameter) -> str:
    default = f" ({unparse(node.default)})" if node.default else ""
    return f"{_identifier(node.name)} as {unparse(node.type)}{default}"


def _stream(node: syntax.Stream) -> str:
    return f"{node.name}@{node.branch}" if node.branch else node.name


def _statement(node: syntax.Statement) -> str:
    inputs = f"{_list(node.inputs)} " if node.inputs else ""
    branches = f"@({', '.join(node.branches)})" if node.branches else ""
    return f"{inputs}{node.transformation}({_list(node.arguments)}) ~> {node.name}{branches}"


def _script(node: syntax.Script) -> str:
    parameters = [f"parameters{{{_list(node.parameters)}}}"] if node.parameters else []
    return "\n".join([*parameters, *[unparse(statement) for statement in node.statements]])


_WRITERS: Final[dict[type[syntax.Node], Callable[[Any], str]]] = {
    syntax.Name: lambda node: _identifier(node.text),
    syntax.Variable: lambda node: node.sign + node.name,
    syntax.Number: lambda node: node.text,
    syntax.Text: _text,
    syntax.Pattern: lambda node: f"`{node.text}`",
    syntax.Call: lambda node: f"{node.function}({_list(node.arguments)})",
    syntax.CachedLookup: lambda node: f"{node.sink}#{node.function}({_list(node.arguments)})",
    syntax.Member: lambda node: f"{unparse(node.of)}{node.separator}{_identifier(node.name)}",
    syntax.Index: lambda node: f"{unparse(node.of)}[{unparse(node.position)}]",
    syntax.Prefixed: lambda node: node.operator + unparse(node.operand),
    syntax.Operation: _operation,
    syntax.Group: lambda node: f"({unparse(node.expression)})",
    syntax.Struct: lambda node: f"@({_list(node.fields)})",
    syntax.Array: lambda node: f"[{_list(node.items)}]",
    syntax.Entry: lambda node: f"{unparse(node.key)} -> {unparse(node.value)}",
    syntax.SimpleType: _simple_type,
    syntax.ArrayType: lambda node: f"{unparse(node.item)}[]",
    syntax.MapType: lambda node: f"[{unparse(node.key)},{unparse(node.value)}]",
    syntax.StructType: lambda node: f"({_list(node.fields)})",
    syntax.SchemaItem: _schema_item,
    syntax.Option: lambda node: f"{_identifier(node.name)}: {unparse(node.value)}",
    syntax.Assignment: _assignment,
    syntax.Parameter: _parameter,
    syntax.Stream: _stream,
    syntax.Statement: _statement,
    syntax.Script: _script,
}
