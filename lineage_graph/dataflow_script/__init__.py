"""The script of mapping data flows and flowlets: a parser, its tree, and the stream graph in it.

``parse`` gives the tree (``syntax``), ``reach`` says which sources reach which sinks, ``option`` and ``parts`` read the
options that locate data, ``unparse`` shows an expression.
"""

from lineage_graph.dataflow_script.options import (
    Dynamic,
    LiteralText,
    ParameterName,
    Part,
    alternatives,
    literal,
    option,
    parts,
)
from lineage_graph.dataflow_script.parse import ScriptError, parse, parse_expression
from lineage_graph.dataflow_script.printing import unparse
from lineage_graph.dataflow_script.streams import SinkReach, is_cache, reach
from lineage_graph.dataflow_script.syntax import Script, Statement

__all__ = [
    "Dynamic",
    "LiteralText",
    "ParameterName",
    "Part",
    "Script",
    "ScriptError",
    "SinkReach",
    "Statement",
    "alternatives",
    "is_cache",
    "literal",
    "option",
    "parse",
    "parse_expression",
    "parts",
    "reach",
    "unparse",
]
