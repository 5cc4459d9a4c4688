"""The functions of the language, one file per category of the documentation; see ``registry`` for how to add one."""

from lineage_graph.expressions.functions import arithmetic, collection, conversion, date, logical, markup, string
from lineage_graph.expressions.functions.registry import FUNCTIONS, Cannot, Function

__all__ = [
    "FUNCTIONS",
    "Cannot",
    "Function",
    "arithmetic",
    "collection",
    "conversion",
    "date",
    "logical",
    "markup",
    "string",
]
