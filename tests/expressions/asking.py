"""Cases in one line: an expression, perhaps a scope, and what it becomes."""

import json

from lineage_graph.expressions import NO_BINDINGS, Bindings, Object, Result, Scope, Template, Unknown, evaluate
from lineage_graph.expressions.texts import from_json
from lineage_graph.model import Reason
from lineage_graph.records import Expression

SCOPE = Scope(
    pipeline={
        "table": "Orders",
        "number": 42,
        "flag": True,
        "list": ("a", "b"),
        "task": Object({"Source": Object({"Type": "SQL", "System": None})}),
        "missing": Unknown(Reason.PARAMETER_WITHOUT_VALUE, "Missing"),
    },
    factory={"lake": "acc"},
    dataset={"folder": "raw", "number": 3, "passed": Unknown(Reason.RUNTIME_ONLY, "item().table")},
    linked_service={"host": "crm"},
    variables={"step": "one"},
    outputs={"get list": Object({"value": (Object({"name": "t1"}),)})},
    names={"pipeline": "Load", "datafactory": "sales"},
)


def becomes(body: str, scope: Scope = SCOPE) -> Result:
    """What the expression after ``@`` becomes."""
    return evaluate(Expression(f"@{body}"), scope)


def shown(result: Result) -> str:
    """A result in one line: JSON where it is known; holes in braces, a mark before a bar."""
    if isinstance(result, Unknown):
        return f"{{{result.mark}|{result.detail}}}" if result.mark else f"{{{result.detail}}}"
    if isinstance(result, Template):
        return "".join(part if isinstance(part, str) else shown(part) for part in result.parts)
    if isinstance(result, tuple):
        return f"[{','.join(map(shown, result))}]"
    if isinstance(result, Object):
        return "{" + ",".join(f'"{name}":{shown(value)}' for name, value in result.items()) + "}"
    return json.dumps(result, ensure_ascii=False)


def reason_of(result: Result) -> str:
    """The reason of what is unknown; nothing for the rest."""
    return str(result.reason) if isinstance(result, Unknown) else ""


def scope_of(pipeline: dict[str, object] | None = None, item: object = None) -> Scope:
    """A scope of parameters and an item, given as JSON values."""
    bindings: Bindings = {name: from_json(value) for name, value in pipeline.items()} if pipeline else NO_BINDINGS
    return Scope(pipeline=bindings, item=from_json(item))
