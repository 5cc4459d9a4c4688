"""``query``: a question of ``cypher/`` or of the user's own, which may read and do nothing else.

The server refuses writing. Reading files or other hosts, and procedures that were not looked at, are refused here by
the plan, before the query runs. To allow a procedure, add it to ``_PROCEDURES``.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from lineage_graph.answers.asking import Answer
from lineage_graph.answers.freshness import freshness
from lineage_graph.errors import UsageError
from lineage_graph.graph import Explanation, Graph, Parameter, Row
from lineage_graph.queries import Query

_PROCEDURES: Final = frozenset(
    {
        "db.index.fulltext.querynodes",
        "db.index.fulltext.queryrelationships",
        "db.labels",
        "db.propertykeys",
        "db.relationshiptypes",
        "db.schema.nodetypeproperties",
        "db.schema.reltypeproperties",
        "db.schema.visualization",
    }
)
_REFUSED: Final = ("LoadCSV", "Terminate")


def run(graph: Graph, question: Query, parameters: Mapping[str, Parameter]) -> Answer[Row]:
    """The rows of the question; a ``UsageError`` where it would do more than read the graph."""
    refuse_more_than_reading(graph.explain(question.text, parameters))
    rows = tuple(graph.ask(question.text, parameters))
    return Answer(
        question=question.name,
        parameters=dict(parameters),
        results=rows,
        counts={"rows": len(rows)},
        freshness=freshness(graph),
    )


def refuse_more_than_reading(explanation: Explanation) -> None:
    """Do nothing for a plan that only reads the graph, else raise a ``UsageError``."""
    for operator in explanation.plan.walk():
        if operator.name.startswith(_REFUSED):
            raise UsageError(f"{operator.name} is not allowed here: a query reads the graph and nothing else.")
    for name in _procedures(explanation):
        if name.lower() not in _PROCEDURES:
            raise UsageError(f"The procedure {name} is not allowed here. Use Neo4j Browser to call it.")
    if explanation.writes:
        raise UsageError("This query writes; only reading is allowed here. Use Neo4j Browser to change the graph.")


def _procedures(explanation: Explanation) -> Iterator[str]:
    for operator in explanation.plan.walk():
        if operator.name == "ProcedureCall":
            yield operator.details.partition("(")[0].strip()
