"""Random estates come back exactly: pipelines that call, loop, compute names and set variables, against a plain run.

``run`` is the truth: it goes through the steps as Data Factory would, with real values, and notes what each copy moves.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from lineage_graph.records import Activity, Branch, Dependency, Parameter, Pipeline, Properties, Value
from tests.declared.estate import HERE, call, copy, dataset, expression, folder, links, service

PARAMETER: Final = "@pipeline().parameters.p"
FOLDER: Final = folder("folder", expression("@concat(dataset().root, '/', dataset().file)"))
VALUES: Final = st.sampled_from(["eu", "us", "2026", "a-b", "x y"])
Pairs = set[tuple[str, str]]


@dataclass(frozen=True)
class Step:
    """One activity: what it does with a value, which is the pipeline's parameter or the item of a loop."""

    kind: str
    number: int
    target: int = 0
    items: tuple[str, ...] = ()
    suffix: str = ""


Plan = tuple[tuple[Step, ...], ...]
"""The steps of each pipeline; one calls only those after it."""


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    count = draw(st.integers(1, 4))
    return tuple(
        tuple(draw(steps(index, count, number)) for number in range(draw(st.integers(1, 3)))) for index in range(count)
    )


@st.composite
def steps(draw: st.DrawFn, index: int, count: int, number: int) -> Step:
    kinds = ["copy", "loop copy", "variable", "if"] + (["call", "loop call"] if index + 1 < count else [])
    return Step(
        kind=draw(st.sampled_from(kinds)),
        number=number,
        target=draw(st.integers(min(index + 1, count - 1), count - 1)),
        items=tuple(draw(st.lists(VALUES, min_size=1, max_size=3, unique=True))),
        suffix=draw(st.sampled_from(["", "/raw", "-s"])),
    )


def run(plan: Plan, index: int, value: str) -> Iterator[tuple[str, str]]:
    """What the pipeline moves when it is started with the value."""
    for step in plan[index]:
        place = f"p{index}s{step.number}"
        values = step.items if step.kind.startswith("loop") else (value,)
        for one in values:
            given = one + step.suffix
            if step.kind.endswith("call"):
                yield from run(plan, step.target, given)
            else:
                yield f"in/{place}/{given}", f"out/{place}/{given}"


def truth(plan: Plan) -> Pairs:
    """Every pipeline that nobody calls starts by itself, with its default."""
    called = {step.target for steps in plan for step in steps if step.kind.endswith("call")}
    return {pair for index in range(len(plan)) if index not in called for pair in run(plan, index, f"d{index}")}


def made(plan: Plan) -> tuple[Pipeline, ...]:
    return tuple(
        Pipeline(
            name=f"p{index}",
            origin=HERE,
            parameters=(Parameter("p", "string", f"d{index}", has_default=True),),
            variables=Properties({f"v{step.number}": None for step in steps}),
            activities=tuple(activity for step in steps for activity in activities(index, step)),
        )
        for index, steps in enumerate(plan)
    )


def activities(index: int, step: Step) -> tuple[Activity, ...]:
    name, body = f"s{step.number}", "pipeline().parameters.p"
    place = f"p{index}s{step.number}"
    match step.kind:
        case "copy":
            return (moving(name, place, f"concat({body}, '{step.suffix}')"),)
        case "call":
            return (call(name, f"p{step.target}", p=expression(f"@concat({body}, '{step.suffix}')")),)
        case "loop copy":
            return (each(name, step.items, moving(f"{name} in", place, f"concat(item(), '{step.suffix}')")),)
        case "loop call":
            inner = call(f"{name} in", f"p{step.target}", p=expression(f"@{{item()}}{step.suffix}"))
            return (each(name, step.items, inner),)
        case "variable":
            variable = Properties({"variableName": f"v{step.number}", "value": expression(f"@{{{body}}}{step.suffix}")})
            set_ = Activity(name=f"{name} set", type="SetVariable", origin=HERE, settings=variable)
            used = moving(name, place, f"variables('v{step.number}')")
            return replace(used, depends_on=(Dependency(set_.name, ("Succeeded",)),)), set_
        case _:
            return (if_(name, moving(f"{name} in", place, f"concat({body}, '{step.suffix}')")),)


def moving(name: str, place: str, value: str) -> Activity:
    def end(side: str) -> Value:
        return expression(f"@concat('{side}/', '{place}')")

    written = expression(f"@{value}")
    return copy(name, dataset("folder", root=end("in"), file=written), dataset("folder", root=end("out"), file=written))


def each(name: str, items: tuple[str, ...], inner: Activity) -> Activity:
    listed = ", ".join(f"'{item}'" for item in items)
    held = Properties({"items": expression(f"@createArray({listed})")})
    return Activity(name=name, type="ForEach", origin=HERE, settings=held, branches=(Branch("body", (inner,)),))


def if_(name: str, inner: Activity) -> Activity:
    condition = Properties({"expression": expression("@equals(activity('look').output.count, 0)")})
    return Activity(
        name=name, type="IfCondition", origin=HERE, settings=condition, branches=(Branch("true", (inner,)),)
    )


@settings(deadline=None, max_examples=150)
@given(plans())
def test_what_is_declared_is_what_a_run_would_move(plan: Plan) -> None:
    declared = service(*made(plan), datasets=(FOLDER,))
    assert {(start, end) for start, end, _ in links(declared)} == truth(plan)
