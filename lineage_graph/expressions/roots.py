"""What an expression's roots stand for: ``pipeline()``, ``dataset()``, ``item()``, ``activity('x')`` and others.

System variables: https://learn.microsoft.com/azure/data-factory/control-flow-system-variables
To know another root, add it to ``_ROOTS``; a system value that is a date or a GUID, to ``_MARKS``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from lineage_graph.expressions.render import step_of
from lineage_graph.expressions.results import Mark, Object, Result, Unknown
from lineage_graph.expressions.scope import Bindings, Scope
from lineage_graph.expressions.texts import call_text, shortened
from lineage_graph.model import Reason

_MARKS: Final[Mapping[str, Mark]] = {
    "pipeline().triggertime": "date",
    "pipeline().runid": "id",
    "pipeline().groupid": "id",
    "pipeline().triggerid": "id",
    "pipeline().triggeredbypipelinerunid": "id",
    "trigger().scheduledtime": "date",
    "trigger().starttime": "date",
    "trigger().outputs.windowstarttime": "date",
    "trigger().outputs.windowendtime": "date",
}
_MARKS_OF_ANY: Final[Mapping[str, Mark]] = {
    "activityrunid": "id",
    "pipelinerunid": "id",
    "executionstarttime": "date",
    "executionendtime": "date",
}
"""Properties of ``activity('x')``."""


@dataclass(frozen=True, slots=True)
class Root:
    """A root whose properties are asked for by name; ``text`` is how it is written, ``activity`` whose it is."""

    text: str
    bindings: Bindings | None = None
    activity: str = ""


Found: TypeAlias = "Result | Root"
_OPEN_PARAMETER: Final = Reason.PARAMETER_WITHOUT_VALUE


def root(name: str, arguments: tuple[Result, ...], scope: Scope) -> "Found | None":
    """What the call of a root stands for; None where there is no root of that name."""
    make = _ROOTS.get(name.lower())
    return None if make is None else make(arguments, scope)


def settled(found: Found) -> Result:
    """A root as a value: the object of its parameters, else unknown."""
    if not isinstance(found, Root):
        return found
    if found.bindings is not None:
        return Object(dict(found.bindings))
    return Unknown(Reason.RUNTIME_ONLY, found.text)


def inside_root(owner: Root, name: str, scope: Scope) -> Found:
    """The property of a root."""
    key = name.lower()
    if owner.bindings is not None:
        return _bound(owner, owner.bindings, key, name)
    if owner.text == "pipeline()" and (known := _of_a_pipeline(key, scope)) is not None:
        return known
    if key == "output" and owner.activity in scope.outputs:
        return scope.outputs[owner.activity]
    written = f"{owner.text}{step_of(name)}"
    mark = _MARKS.get(written.lower()) or _MARKS_OF_ANY.get(key) or ""
    return Unknown(Reason.RUNTIME_ONLY, shortened(written), mark)


def _of_a_pipeline(key: str, scope: Scope) -> "Root | str | None":
    if key == "parameters":
        return Root("pipeline().parameters", scope.pipeline)
    if key == "globalparameters":
        return Root("pipeline().globalParameters", scope.factory)
    return scope.names.get(key)


def inside_unknown(owner: Unknown, step: str) -> Unknown:
    """What lies inside an unknown value; ``step`` is ``.name`` or ``[index]``."""
    written = owner.detail + step
    return replace(owner, detail=shortened(written), mark=_MARKS.get(written.lower()) or owner.mark)


def _bound(owner: Root, bindings: Bindings, key: str, name: str) -> Result:
    """The parameter's value; what has none is named by how it is asked for, in its declared spelling."""
    value = bindings.get(key)
    if value is None and key not in bindings:
        return Unknown(_OPEN_PARAMETER, shortened(owner.text + step_of(name)))
    if isinstance(value, Unknown) and value.reason is _OPEN_PARAMETER and value.detail.lower() == key:
        return replace(value, detail=shortened(owner.text + step_of(value.detail)))
    return value


def _variable(arguments: tuple[Result, ...], scope: Scope) -> Result:
    if len(arguments) == 1 and isinstance(arguments[0], str) and arguments[0].lower() in scope.variables:
        return scope.variables[arguments[0].lower()]
    return _at_run_time("variables", arguments)


def _item(arguments: tuple[Result, ...], scope: Scope) -> Result:
    return scope.item if scope.item is not None else _at_run_time("item", arguments)


def _activity(arguments: tuple[Result, ...], _: Scope) -> Found:
    if len(arguments) == 1 and isinstance(arguments[0], str):
        return Root(call_text("activity", arguments), activity=arguments[0].lower())
    return _at_run_time("activity", arguments)


def _arm_parameter(arguments: tuple[Result, ...], _: Scope) -> Result:
    """What an ARM template leaves open inside a longer text; the readers write it as an expression."""
    is_named = len(arguments) == 1 and isinstance(arguments[0], str)
    return Unknown(_OPEN_PARAMETER, str(arguments[0]) if is_named else call_text("parameters", arguments))


def _at_run_time(name: str, arguments: tuple[Result, ...], mark: Mark = "") -> Unknown:
    return Unknown(Reason.RUNTIME_ONLY, call_text(name, arguments), mark)


def _running(name: str, mark: Mark = "") -> Callable[[tuple[Result, ...], Scope], Result]:
    return lambda arguments, _: _at_run_time(name, arguments, mark)


_ROOTS: Final[Mapping[str, Callable[[tuple[Result, ...], Scope], Found]]] = {
    "pipeline": lambda _arguments, _scope: Root("pipeline()"),
    "dataset": lambda _arguments, scope: Root("dataset()", scope.dataset),
    "linkedservice": lambda _arguments, scope: Root("linkedService()", scope.linked_service),
    "activity": _activity,
    "trigger": lambda _arguments, _scope: Root("trigger()"),
    "variables": _variable,
    "item": _item,
    "parameters": _arm_parameter,
    "triggerbody": _running("triggerBody"),
    "triggeroutputs": _running("triggerOutputs"),
    "iterationitem": _running("iterationItem"),
    "utcnow": _running("utcNow", "date"),
    "getpasttime": _running("getPastTime", "date"),
    "getfuturetime": _running("getFutureTime", "date"),
    "guid": _running("guid", "id"),
    "rand": _running("rand", "id"),
}
