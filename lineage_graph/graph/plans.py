"""What Neo4j says of a query before it runs: its plan and its warnings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from neo4j import GqlStatusObject, ResultSummary


@dataclass(frozen=True, slots=True)
class Notification:
    """A remark of the server; ``severity`` is ``WARNING`` or ``INFORMATION``, ``line`` and ``column`` count from 1."""

    status: str
    text: str
    severity: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Operator:
    """A step of a plan and the steps that it takes its rows from; ``details`` is the planner's own text."""

    name: str
    details: str = ""
    children: tuple["Operator", ...] = ()

    def walk(self) -> Iterator["Operator"]:
        """This operator and all below it, top down."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A query's plan and remarks; ``writes`` tells whether it would change data or the schema."""

    plan: Operator
    notifications: tuple[Notification, ...]
    writes: bool

    @property
    def operators(self) -> tuple[str, ...]:
        """The names of all operators, top down, such as ``NodeUniqueIndexSeek``."""
        return tuple(operator.name for operator in self.plan.walk())


def explanation(summary: ResultSummary) -> Explanation:
    """The explanation in a result's summary."""
    return Explanation(
        plan=_operator(summary.plan or {}),
        notifications=tuple(_notification(item) for item in summary.gql_status_objects if item.is_notification),
        writes=summary.query_type != "r",
    )


def _operator(plan: Mapping[str, object]) -> Operator:
    arguments, children = plan.get("args"), plan.get("children")
    details = arguments.get("Details", "") if isinstance(arguments, Mapping) else ""
    return Operator(
        # "ProduceResults@neo4j": the database's name behind the @ says nothing about the plan.
        name=str(plan.get("operatorType", "")).partition("@")[0],
        details=str(details),
        children=tuple(_operator(child) for child in children) if isinstance(children, Sequence) else (),
    )


def _notification(item: GqlStatusObject) -> Notification:
    return Notification(
        status=item.gql_status,
        text=item.status_description,
        severity=item.raw_severity or "",
        line=item.position.line if item.position else None,
        column=item.position.column if item.position else None,
    )
