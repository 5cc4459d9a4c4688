"""A called pipeline runs in its callers' contexts, a triggered one with its trigger's arguments."""

from lineage_graph.declared.contexts import MOST_CONTEXTS
from lineage_graph.model import Asset, Calls
from lineage_graph.records import Pipeline, Value
from tests.declared.estate import (
    ROOT,
    call,
    copy,
    dataset,
    edges,
    expression,
    folder,
    links,
    loop,
    node,
    parameter,
    pipeline,
    service,
    trigger,
)

FOLDER = folder("folder", expression("@dataset().path"), parameter("path"))


def going(start: Value, end: Value) -> dict[str, Value]:
    return {"from": start, "to": end}


def mover(name: str = "move", default: str | None = None) -> Pipeline:
    activity = copy(
        "copy",
        dataset("folder", path=expression("@pipeline().parameters.from")),
        dataset("folder", path=expression("@pipeline().parameters.to")),
    )
    return pipeline(name, activity, parameters=(parameter("from", default), parameter("to", default and "out")))


def test_a_pipeline_that_nobody_calls_runs_with_its_defaults() -> None:
    assert links(service(mover(default="in"), datasets=(FOLDER,))) == {("in", "out", "data")}


def test_every_call_is_a_pair_and_never_the_product() -> None:
    caller = pipeline("caller", call("one", "move", **going("a", "x")), call("two", "MOVE", **going("b", "y")))
    found = links(service(mover(default="in"), caller, datasets=(FOLDER,)))
    assert found == {("a", "x", "data"), ("b", "y", "data")}


def test_arguments_pass_through_several_levels() -> None:
    middle = pipeline(
        "middle",
        loop("each", call("down", "move", **going(expression("@pipeline().parameters.area"), "out"))),
        parameters=(parameter("area"),),
    )
    top = pipeline("top", call("eu", "middle", area="eu"), call("us", "middle", area="us"))
    found = links(service(mover(), middle, top, datasets=(FOLDER,)))
    assert found == {("eu", "out", "data"), ("us", "out", "data")}


def test_a_trigger_gives_arguments_and_one_without_any_leaves_the_defaults() -> None:
    triggers = (trigger("daily", "move", **going("t", "u")), trigger("bare", "move"))
    assert links(service(mover(default="in"), datasets=(FOLDER,), triggers=triggers)) == {("t", "u", "data")}
    assert links(service(mover(default="in"), datasets=(FOLDER,), triggers=triggers[1:])) == {("in", "out", "data")}


def test_an_argument_known_at_run_time_only_leaves_a_pattern() -> None:
    caller = pipeline("caller", call("one", "move", **going(expression("@item().a"), "x")))
    declared = service(mover(), caller, datasets=(FOLDER,))
    assert links(declared) == {("{}", "x", "data")}
    unknown = node(declared, f"{ROOT}/{{}}")
    assert isinstance(unknown, Asset)
    assert (unknown.pattern, unknown.reason, unknown.detail) == (True, "runtime-only", "item().a")
    assert unknown.name == "{a}"


def test_pipelines_that_call_each_other_come_to_an_end() -> None:
    one = pipeline("one", call("to two", "two"), call("move", "move", **going("a", "b")))
    two = pipeline("two", call("to one", "one"))
    declared = service(mover(), one, two, datasets=(FOLDER,))
    assert links(declared) == {("a", "b", "data")}
    assert ("adf://sales/pipelines/two/activities/to%20one", "adf://sales/pipelines/one") in edges(declared, Calls)


def test_too_many_calls_leave_what_differs_unknown() -> None:
    calls = [call(f"call {n}", "move", **going(f"in{n}", "out")) for n in range(MOST_CONTEXTS + 1)]
    declared = service(mover(), pipeline("caller", *calls), datasets=(FOLDER,))
    assert links(declared) == {("{}", "out", "data")}
    unknown = node(declared, f"{ROOT}/{{}}")
    assert unknown.reason == "too-many-alternatives"  # type: ignore[attr-defined]


def test_the_order_of_files_does_not_matter() -> None:
    caller = pipeline("caller", call("one", "move", **going("a", "x")))
    assert service(mover(), caller, datasets=(FOLDER,)) == service(caller, mover(), datasets=(FOLDER,))
