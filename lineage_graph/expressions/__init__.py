"""The expression language of Data Factory and Synapse pipelines, evaluated as far as the definitions tell.

``evaluate`` gives a value, ``Unknown`` with its reason, or a ``Template`` that is known in part; ``alternatives`` all
ways in which unknown conditions may turn out. A new function is one marked function in ``functions``.
The rules: https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions
"""

from lineage_graph.expressions.binding import bind, evaluate, template_of, text_of
from lineage_graph.expressions.choices import MOST_ALTERNATIVES, Choices, alternatives
from lineage_graph.expressions.parse import parse
from lineage_graph.expressions.render import render
from lineage_graph.expressions.results import Object, Result, Template, Unknown, first_unknown, parts_of, template
from lineage_graph.expressions.scope import NO_BINDINGS, NO_SCOPE, Bindings, Scope
from lineage_graph.expressions.syntax import LONGEST_EXPRESSION, ExpressionError, Tree

__all__ = [
    "LONGEST_EXPRESSION",
    "MOST_ALTERNATIVES",
    "NO_BINDINGS",
    "NO_SCOPE",
    "Bindings",
    "Choices",
    "ExpressionError",
    "Object",
    "Result",
    "Scope",
    "Template",
    "Tree",
    "Unknown",
    "alternatives",
    "bind",
    "evaluate",
    "first_unknown",
    "parse",
    "parts_of",
    "render",
    "template",
    "template_of",
    "text_of",
]
