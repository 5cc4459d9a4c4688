"""Values flow from parameters, loops, variables, conditions, filters and return values into names."""

from dataclasses import replace

import pytest

from lineage_graph.model import Process
from lineage_graph.records import (
    Activity,
    Branch,
    Dependency,
    Parameter,
    Pipeline,
    Properties,
    Value,
)
from tests.declared.estate import (
    HERE,
    ROOT,
    call,
    copy,
    dataset,
    expression,
    folder,
    links,
    node,
    parameter,
    pipeline,
    service,
)

FOLDER = folder("folder", expression("@dataset().path"), parameter("path"))
AREAS = Parameter("areas", "array", ("eu", "us"), has_default=True)


def moving(name: str, reads: str, writes: str, **more: Value) -> Activity:
    """A Copy from one folder to another; texts that begin with @ are expressions."""
    return copy(name, dataset("folder", path=written(reads)), dataset("folder", path=written(writes)), **more)


def written(text: str) -> Value:
    return expression(text) if "@" in text else text


def each(items: str, *activities: Activity, name: str = "each") -> Activity:
    settings = Properties({"items": expression(items)})
    return Activity(name=name, type="ForEach", origin=HERE, settings=settings, branches=(Branch("body", activities),))


def setting(name: str, value: str, *after: str, activity: str | None = None) -> Activity:
    settings = Properties({"variableName": name, "value": written(value)})
    return Activity(
        name=activity or f"set {name}", type="SetVariable", origin=HERE, settings=settings, depends_on=waits(*after)
    )


def waits(*names: str) -> tuple[Dependency, ...]:
    return tuple(Dependency(name, ("Succeeded",)) for name in names)


def after(activity: Activity, *names: str) -> Activity:
    return replace(activity, depends_on=waits(*names))


def if_(condition: str, true: Activity, false: Activity) -> Activity:
    settings = Properties({"expression": expression(condition)})
    branches = (Branch("true", (true,)), Branch("false", (false,)))
    return Activity(name="if", type="IfCondition", origin=HERE, settings=settings, branches=branches)


def switch(on: str, **cases: Activity) -> Activity:
    branches = tuple(
        Branch("default" if name == "default" else f"case:{name}", (inner,)) for name, inner in cases.items()
    )
    settings = Properties({"on": expression(on)})
    return Activity(name="switch", type="Switch", origin=HERE, settings=settings, branches=branches)


def of(*pipelines: Pipeline, **more: object) -> set[tuple[str | None, str | None, str]]:
    return links(service(*pipelines, datasets=(FOLDER,), **more))


def test_a_loop_over_a_default_list_moves_each_of_its_items() -> None:
    inner = each("@pipeline().parameters.areas", moving("copy", "in/@{item()}", "out/@{item()}"))
    assert of(pipeline("p", inner, parameters=(AREAS,))) == {("in/eu", "out/eu", "data"), ("in/us", "out/us", "data")}


def test_loops_over_lists_that_functions_make() -> None:
    made = each("@createArray('a', 'b')", moving("one", "@item()", "x"), name="made")
    counted = each("@range(2019, 2)", moving("two", "@{concat('y=', item())}", "x"), name="counted")
    found = of(pipeline("p", made, counted))
    assert found == {("a", "x", "data"), ("b", "x", "data"), ("y=2019", "x", "data"), ("y=2020", "x", "data")}


def test_an_item_has_fields() -> None:
    pairs = ({"from": "a", "to": "x"}, {"from": "b", "to": "y"})
    default = tuple(Properties(pair) for pair in pairs)
    inner = each("@pipeline().parameters.pairs", moving("copy", "@item().from", "@{item()['to']}"))
    found = of(pipeline("p", inner, parameters=(Parameter("pairs", "array", default, has_default=True),)))
    assert found == {("a", "x", "data"), ("b", "y", "data")}


def test_a_loop_over_rows_of_a_lookup_leaves_one_pattern() -> None:
    inner = each("@activity('list').output.value", moving("copy", "in/@{item().name}", "out/@{item().name}"))
    assert of(pipeline("p", inner)) == {("in/{}", "out/{}", "data")}


def test_twenty_pairs_are_twenty_processes_with_an_input_each() -> None:
    inner = each("@range(0, 20)", moving("copy", "in/@{item()}", "out/@{item()}"))
    declared = service(pipeline("p", inner), datasets=(FOLDER,))
    assert links(declared) == {(f"in/{n}", f"out/{n}", "data") for n in range(20)}
    assert sum(isinstance(one, Process) for one in declared.nodes) == 20


def test_a_loop_of_calls_gives_each_item_to_the_called_pipeline() -> None:
    caller = pipeline("caller", each("@createArray('eu', 'us')", call("call", "move", area=expression("@item()"))))
    moved = pipeline(
        "move", moving("copy", "in/@{pipeline().parameters.area}", "out"), parameters=(parameter("area", "default"),)
    )
    assert of(caller, moved) == {("in/eu", "out", "data"), ("in/us", "out", "data")}


def test_a_variable_that_is_set_once_has_its_value_afterwards() -> None:
    activities = (
        after(moving("copy", "@variables('root')", "out"), "set root"),
        setting("root", "@concat(pipeline().parameters.area, '/raw')"),
    )
    with_variable = Pipeline(
        name="p",
        origin=HERE,
        activities=activities,
        parameters=(parameter("area", "eu"),),
        variables=Properties({"root": None}),
    )
    assert of(with_variable) == {("eu/raw", "out", "data")}


def test_a_variable_that_is_set_twice_is_unknown_and_one_never_set_keeps_its_default() -> None:
    activities = (
        setting("twice", "a"),
        setting("twice", "b", activity="again"),
        after(moving("one", "@variables('twice')", "@variables('never')"), "set twice"),
    )
    held = Pipeline(name="p", origin=HERE, activities=activities, variables=Properties({"twice": "x", "never": "kept"}))
    assert of(held) == {("{}", "kept", "data")}


@pytest.mark.parametrize(("named", "path"), [(True, "logs/sales"), (False, "logs/{}")])
def test_a_name_that_only_stands_in_for_a_service_is_no_value(named: bool, path: str) -> None:
    moves = moving("copy", "logs/@{pipeline().DataFactory}", "out")
    assert of(pipeline("p", moves), named=named) == {(path, "out", "data")}


@pytest.mark.parametrize(
    ("settings", "reason"),
    [((), "parameter-without-value"), (("a", "b"), "runtime-only")],
    ids=["nothing sets it", "two set it"],
)
def test_no_run_tells_the_value_of_a_variable_that_nothing_sets(settings: tuple[str, ...], reason: str) -> None:
    activities = tuple(setting("root", value, activity=f"set {value}") for value in settings)
    moves = after(moving("copy", "raw/@{variables('root')}", "out"), *(one.name for one in activities))
    held = Pipeline(name="p", origin=HERE, activities=(*activities, moves), variables=Properties({"root": ""}))
    declared = service(held, datasets=(FOLDER,))
    assert links(declared) == {("raw/{}", "out", "data")}
    assert node(declared, f"{ROOT}/raw/{{}}").reason == reason  # type: ignore[attr-defined]


def test_a_variable_set_in_a_loop_holds_inside_the_iteration_only() -> None:
    body = (setting("path", "in/@{item()}"), after(moving("inside", "@variables('path')", "x"), "set path"))
    activities = (each("@createArray('a')", *body), after(moving("outside", "@variables('path')", "y"), "each"))
    held = Pipeline(name="p", origin=HERE, activities=activities, variables=Properties({"path": None}))
    assert of(held) == {("in/a", "x", "data"), ("{}", "y", "data")}


def branching() -> Pipeline:
    inner = if_(
        "@equals(pipeline().parameters.mode, 'full')", moving("full", "all", "out"), moving("part", "new", "out")
    )
    return pipeline("move", inner, parameters=(parameter("mode", "full"),))


def test_a_branch_is_left_out_where_an_argument_proves_it() -> None:
    assert of(branching(), pipeline("caller", call("call", "move", mode="delta"))) == {("new", "out", "data")}


def test_a_default_proves_nothing_about_a_branch() -> None:
    assert of(branching()) == {("all", "out", "data"), ("new", "out", "data")}


def test_a_switch_takes_the_case_that_an_argument_proves() -> None:
    inner = switch(
        "@pipeline().parameters.kind",
        a=moving("a", "a", "out"),
        b=moving("b", "b", "out"),
        default=moving("c", "c", "out"),
    )
    moved = pipeline("move", inner, parameters=(parameter("kind"),))
    everything = {("a", "out", "data"), ("b", "out", "data"), ("c", "out", "data")}
    assert of(moved) == everything
    assert of(moved, pipeline("caller", call("call", "move", kind="b"))) == {("b", "out", "data")}
    assert of(moved, pipeline("caller", call("call", "move", kind="z"))) == {("c", "out", "data")}


def test_a_filter_of_known_items_is_known() -> None:
    kept = Activity(
        name="kept",
        type="Filter",
        origin=HERE,
        settings=Properties(
            {"items": expression("@createArray('a1', 'b1', 'a2')"), "condition": expression("@startsWith(item(), 'a')")}
        ),
    )
    inner = after(each("@activity('kept').output.value", moving("copy", "@item()", "out")), "kept")
    assert of(pipeline("p", kept, inner)) == {("a1", "out", "data"), ("a2", "out", "data")}


def test_what_a_called_pipeline_returns_is_known_to_its_caller() -> None:
    pair = Properties(
        {"key": "root", "value": Properties({"type": "Expression", "content": expression("@pipeline().parameters.x")})}
    )
    returning = Activity(
        name="return",
        type="SetVariable",
        origin=HERE,
        settings=Properties({"variableName": "pipelineReturnValue", "setSystemVariable": True, "value": (pair,)}),
    )
    child = pipeline("child", returning, parameters=(parameter("x"),))
    used = after(moving("copy", "@activity('ask').output.pipelineReturnValue.root", "out"), "ask")
    assert of(child, pipeline("caller", call("ask", "child", x="eu"), used)) == {("eu", "out", "data")}


def test_a_function_on_an_unknown_condition_gives_both_and_both_sides_agree() -> None:
    condition = "@{if(equals(activity('look').output.firstRow.live, true), 'live', 'test')}"
    found = of(pipeline("p", moving("copy", f"in/{condition}", f"out/{condition}")))
    assert found == {("in/live", "out/live", "data"), ("in/test", "out/test", "data")}


def test_what_is_inside_a_deactivated_loop_moves_nothing() -> None:
    declared = service(
        pipeline("p", replace(each("@createArray('a')", moving("copy", "@item()", "out")), active=False)),
        datasets=(FOLDER,),
    )
    assert links(declared) == set()
    assert node(declared, "adf://sales/pipelines/p/activities/copy").reason == "inactive"  # type: ignore[attr-defined]


def test_a_pipeline_that_calls_itself_comes_to_an_end() -> None:
    itself = pipeline(
        "p",
        moving("copy", "in/@{pipeline().parameters.n}", "out"),
        call("again", "p", n=expression("@concat(pipeline().parameters.n, 'x')")),
        parameters=(parameter("n", "0"),),
    )
    assert ("in/0", "out", "data") in of(itself)


def test_dates_and_ids_are_marked_as_such() -> None:
    found = of(
        pipeline("p", moving("copy", "in/@{formatDateTime(utcNow(), 'yyyy/MM')}", "out/@{pipeline().RunId}.csv"))
    )
    assert found == {("in/{date}", "out/{id}.csv", "data")}


def test_global_parameters_and_the_pipelines_own_name_are_known() -> None:
    names = moving("copy", "@{pipeline().globalParameters.root}/x", "out/@{pipeline().Pipeline}")
    assert of(pipeline("p", names), global_parameters=(parameter("root", "lake1"),)) == {("lake1/x", "out/p", "data")}
