"""Values of definitions in a scope: ``evaluate``, ``text_of``, ``template_of``; ``bind`` for declared parameters."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from lineage_graph.expressions.evaluation import Evaluation
from lineage_graph.expressions.functions import Cannot
from lineage_graph.expressions.functions.conversion import decoded
from lineage_graph.expressions.parse import parse
from lineage_graph.expressions.results import Object, Result, Template, Unknown
from lineage_graph.expressions.scope import NO_SCOPE, Bindings, Scope
from lineage_graph.expressions.syntax import LONGEST_EXPRESSION, ExpressionError, Literal
from lineage_graph.expressions.texts import scalar_text, shortened
from lineage_graph.model import Reason
from lineage_graph.records import ArmParameter, Expression, Masked, Parameter, Properties, Reference, Value, VaultSecret

_WRITTEN: Final = frozenset({Reason.RUNTIME_ONLY, Reason.DYNAMIC_EXPRESSION})
_IS_OF_TYPE: Final[Mapping[str, Callable[[Result], bool]]] = {
    "array": lambda value: isinstance(value, tuple),
    "object": lambda value: isinstance(value, Object),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "bool": lambda value: isinstance(value, bool),
}


def evaluate(value: Value, scope: Scope) -> Result:
    """The value with its expressions resolved, those inside lists and objects too."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Expression):
        return _expression(value.text, scope)
    if isinstance(value, tuple):
        return tuple([evaluate(item, scope) for item in value])
    if isinstance(value, Properties):
        return Object({name: evaluate(inner, scope) for name, inner in value.values_by_name.items()})
    return _other(value, scope)


def text_of(value: Value, scope: Scope) -> str | Unknown | None:
    """The value as text; None where there is nothing. A text that is known in part is unknown as a whole.

    What only a run knows, or nobody evaluates, is spelled as it is written, with its ``@``.
    """
    result = template_of(value, scope)
    if not isinstance(result, Template | Unknown) or not isinstance(value, Expression):
        return None if isinstance(result, Template) else result
    if isinstance(result, Template):
        return Unknown(result.holes[0].reason, value.text)
    is_written = result.reason in _WRITTEN and result.detail != value.text
    return replace(result, detail=f"@{result.detail}") if is_written else result


def template_of(value: Value, scope: Scope) -> str | Template | Unknown | None:
    """The value as text, known or known in part: numbers as Data Factory writes them; None where there is nothing."""
    result = evaluate(value, scope)
    if result is None or isinstance(result, str | Unknown | Template):
        return result
    if isinstance(result, int | float):
        return scalar_text(result)
    kind = "list" if isinstance(result, tuple) else "object"
    return Unknown(Reason.DYNAMIC_EXPRESSION, f"a text was expected, not {kind}")


def bind(parameters: tuple[Parameter, ...], arguments: Properties, scope: Scope) -> Bindings:
    """The parameters' values: the argument in the caller's scope, else the default.

    An empty text as a default is no value: Data Factory's editor asks for a default and people leave it empty.
    An argument for a parameter that is not declared counts too; real factories have them. A text for a parameter of
    another type is read as JSON where it is such a value.
    """
    types = {parameter.name.lower(): parameter.type for parameter in parameters}
    given = {
        name.lower(): _typed(evaluate(value, scope), types.get(name.lower(), "")) for name, value in arguments.items()
    }
    bound: dict[str, Result] = {
        parameter.name.lower(): _default(parameter) for parameter in parameters if parameter.name.lower() not in given
    }
    return {**bound, **given}


def _default(parameter: Parameter) -> Result:
    if not parameter.has_default or parameter.default in ("", None):
        return Unknown(Reason.PARAMETER_WITHOUT_VALUE, parameter.name)
    return _typed(evaluate(parameter.default, NO_SCOPE), parameter.type)


def _typed(value: Result, kind: str) -> Result:
    fits = _IS_OF_TYPE.get(kind.lower()) if isinstance(value, str) else None
    if fits is None or not isinstance(value, str):
        return value
    try:
        held = decoded(value)
    except Cannot:
        return value
    return held if fits(held) else value


def _expression(text: str, scope: Scope) -> Result:
    if len(text) > LONGEST_EXPRESSION:
        return Unknown(Reason.DYNAMIC_EXPRESSION, f"an expression of {len(text)} characters")
    try:
        tree = parse(text)
        return tree.value if isinstance(tree, Literal) else Evaluation(scope).value(tree)
    except ExpressionError:
        return Unknown(Reason.DYNAMIC_EXPRESSION, shortened(text))
    except RecursionError:
        return Unknown(Reason.DYNAMIC_EXPRESSION, "a value that is nested too deep")


def _other(value: Value, scope: Scope) -> Result:
    match value:
        case ArmParameter(name):
            return Unknown(Reason.PARAMETER_WITHOUT_VALUE, name)
        case Masked():
            return Unknown(Reason.MASKED_CONNECTION, "the value is masked")
        case VaultSecret():
            return Unknown(Reason.SECRET_IN_KEY_VAULT, "the value is a secret in Key Vault")
        case Reference(kind, name, arguments):
            named = {"referenceName": evaluate(name, scope), "type": kind}
            return Object(named | ({"parameters": evaluate(arguments, scope)} if arguments else {}))
        case _:
            return None
