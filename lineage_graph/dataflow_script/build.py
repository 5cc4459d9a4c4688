"""The nodes of ``syntax.py`` out of what the parser reads: one entry for each rule and alias of ``grammar.lark``.

A rule whose children are the fields of a node, in their order, is the node's class itself.
"""

from collections.abc import Callable
from itertools import groupby
from typing import Final, Literal, TypeVar

from lark import Transformer, v_args

from lineage_graph.dataflow_script import syntax, texts

Item = TypeVar("Item")

_QUOTES: Final[dict[str, Literal["'", '"']]] = {"'": "'", '"': '"'}
_SIGNS: Final[dict[str, Literal["$", "#", ":"]]] = {"$": "$", "#": "#", ":": ":"}


def _together(*items: Item | None) -> tuple[Item, ...]:
    """All that a list holds; the parser says None for an empty one."""
    return tuple(item for item in items if item is not None)


def _script(parameters: tuple[syntax.Parameter, ...] | None, *statements: syntax.Statement) -> syntax.Script:
    return syntax.Script(parameters or (), statements)


def _statement(
    inputs: tuple[syntax.Stream, ...] | None,
    transformation: str,
    arguments: tuple[syntax.Argument, ...],
    name: str,
    branches: tuple[str, ...] | None,
) -> syntax.Statement:
    return syntax.Statement(inputs or (), transformation, arguments, name, branches or ())


def _identifier(written: str) -> str:
    return written[1:-1] if written.startswith("{") else written


def _sized_type(name: str, *sizes: str) -> syntax.SimpleType:
    return syntax.SimpleType(name, sizes)


def _struct_type(*fields: syntax.SchemaItem | None) -> syntax.StructType:
    return syntax.StructType(_together(*fields))


def _field(of: syntax.Expression, name: str) -> syntax.Member:
    return syntax.Member(of, ".", name)


def _qualified(of: syntax.Expression, name: str) -> syntax.Member:
    return syntax.Member(of, "@", name)


def _operation(*terms: syntax.Expression | str) -> syntax.Operation:
    operands = tuple(term for term in terms if not isinstance(term, str))
    return syntax.Operation(operands, tuple(term for term in terms if isinstance(term, str)))


def _array(*items: syntax.Expression | syntax.Entry | None) -> syntax.Array:
    return syntax.Array(_together(*items))


def _variable(written: str) -> syntax.Variable:
    return syntax.Variable(_SIGNS[written[0]], written[1:])


def _pattern(written: str) -> syntax.Pattern:
    return syntax.Pattern(written[1:-1])


@v_args(inline=True)
class Builder(Transformer[syntax.Node, syntax.Node]):
    """Called by the parser at each rule it has recognised, from the leaves up; there is no recursion.

    ``read_hole`` gives back the expression inside the braces of a text, or None where there is none.
    """

    def __init__(self, read_hole: Callable[[str], syntax.Expression | None]) -> None:
        super().__init__()
        self._read_hole = read_hole

    NAME = BRACED = VARIABLE = SIZED = NUMBER = PATTERN = TEXT = TEMPLATE = str
    OR = XOR = AND = COMPARE = BITWISE = SIGN = TIMES = NOT = str

    script = staticmethod(_script)
    parameters = streams = branches = arguments = staticmethod(_together)
    parameter = syntax.Parameter
    statement = staticmethod(_statement)
    stream = syntax.Stream
    option = syntax.Option
    assignment = syntax.Assignment
    schema_item = syntax.SchemaItem
    simple_type = syntax.SimpleType
    sized_type = staticmethod(_sized_type)
    array_type = syntax.ArrayType
    map_type = syntax.MapType
    struct_type = staticmethod(_struct_type)
    identifier = staticmethod(_identifier)
    name = syntax.Name
    number = syntax.Number
    variable = staticmethod(_variable)
    pattern = staticmethod(_pattern)
    call = syntax.Call
    cached_lookup = syntax.CachedLookup
    field = staticmethod(_field)
    qualified = staticmethod(_qualified)
    index = syntax.Index
    prefixed = syntax.Prefixed
    operation = staticmethod(_operation)
    group = syntax.Group
    struct = syntax.Struct
    array = staticmethod(_array)
    entry = syntax.Entry

    def text(self, written: str) -> syntax.Text:
        """A text with its escapes undone; between double quotes its expressions are read."""
        quote, body = _QUOTES[written[0]], written[1:-1]
        pieces = texts.pieces(body) if quote == '"' else [(False, texts.unescape(body))]
        return syntax.Text(self._parts(pieces), quote)

    def _parts(self, pieces: list[tuple[bool, str]]) -> tuple[str | syntax.Expression, ...]:
        parts: list[str | syntax.Expression] = []
        for is_hole, content in pieces:
            expression = self._read_hole(content) if is_hole else None
            parts.append(expression or (texts.unescape(f"{{{content}}}") if is_hole else content))
        return _joined(parts)


def _joined(parts: list[str | syntax.Expression]) -> tuple[str | syntax.Expression, ...]:
    """Neighbouring strings become one, empty ones go."""
    joined: list[str | syntax.Expression] = []
    for is_string, run in groupby(parts, key=lambda part: isinstance(part, str)):
        if is_string:
            joined += ["".join(part for part in run if isinstance(part, str))]
        else:
            joined += run
    return tuple(part for part in joined if part != "")
