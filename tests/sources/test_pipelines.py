from pathlib import Path

from lineage_graph.records import (
    Branch,
    Dependency,
    Expression,
    Parameter,
    Pipeline,
    Properties,
    Reference,
    nested,
)
from tests.sources.writing import Json, activity, only_service, pipeline


def read_pipeline(place: Path, *activities: Json, **properties: Json) -> Pipeline:
    (found,) = only_service(place, {"pipeline/p.json": pipeline(*activities, **properties)}).pipelines
    return found


def names(branch: Branch) -> list[str]:
    return [inner.name for inner in branch.activities]


def test_a_pipeline_keeps_what_lineage_needs(tmp_path: Path) -> None:
    found = read_pipeline(
        tmp_path,
        activity("a"),
        description="loads orders",
        folder={"name": "Sales/Daily"},
        concurrency=2,
        parameters={"day": {"type": "string", "defaultValue": "@utcnow()"}, "empty": {"type": "int"}},
        variables={"path": {"type": "String", "defaultValue": "raw"}, "list": {"type": "Array"}},
    )
    assert (found.description, found.folder, found.concurrency) == ("loads orders", "Sales/Daily", 2)
    assert found.parameters == (
        Parameter("day", "string", Expression("@utcnow()"), has_default=True),
        Parameter("empty", "int"),
    )
    assert found.variables == Properties({"path": "raw", "list": None})


def test_an_activity_keeps_every_property(tmp_path: Path) -> None:
    copy = activity(
        "copy",
        "Copy",
        description="d",
        dependsOn=[{"activity": "before", "dependencyConditions": ["Succeeded", "Skipped"]}],
        linkedServiceName={"referenceName": "ls", "type": "LinkedServiceReference", "parameters": {"db": "sales"}},
        inputs=[{"referenceName": "in", "type": "DatasetReference", "parameters": {"table": "@item().name"}}],
        outputs=[{"referenceName": "out", "type": "DatasetReference"}],
        typeProperties={"source": {"type": "ParquetSource"}, "enableStaging": False},
        policy={"timeout": "1.00:00:00", "secureInput": True},
        userProperties=[{"name": "Source", "value": "x"}],
        onInactiveMarkAs="Succeeded",
    )
    (found,) = read_pipeline(tmp_path, copy).activities
    assert (found.name, found.type, found.description, found.active) == ("copy", "Copy", "d", True)
    assert found.depends_on == (Dependency("before", ("Succeeded", "Skipped")),)
    assert found.linked_service == Reference("LinkedServiceReference", "ls", Properties({"db": "sales"}))
    assert found.inputs == (Reference("DatasetReference", "in", Properties({"table": Expression("@item().name")})),)
    assert found.outputs == (Reference("DatasetReference", "out"),)
    assert found.settings == Properties({"source": Properties({"type": "ParquetSource"}), "enableStaging": False})
    assert found.rest == Properties(
        {
            "policy": Properties({"timeout": "1.00:00:00", "secureInput": True}),
            "userProperties": (Properties({"name": "Source", "value": "x"}),),
            "onInactiveMarkAs": "Succeeded",
        }
    )


def test_an_inactive_activity_is_not_active(tmp_path: Path) -> None:
    found = read_pipeline(tmp_path, activity("on", state="Active"), activity("off", state="Inactive"))
    assert [inner.active for inner in found.activities] == [True, False]


def test_inner_activities_become_branches(tmp_path: Path) -> None:
    found = read_pipeline(
        tmp_path,
        activity("loop", "ForEach", typeProperties={"items": "@x", "activities": [activity("each")]}),
        activity(
            "if",
            "IfCondition",
            typeProperties={
                "expression": "@y",
                "ifTrueActivities": [activity("yes")],
                "ifFalseActivities": [activity("no")],
            },
        ),
        activity(
            "switch",
            "Switch",
            typeProperties={
                "on": "@z",
                "cases": [{"value": "A", "activities": [activity("a")]}, {"value": 2, "activities": [activity("two")]}],
                "defaultActivities": [activity("other")],
            },
        ),
    )
    loop, condition, switch = found.activities
    assert [(branch.name, names(branch)) for branch in loop.branches] == [("body", ["each"])]
    assert [(branch.name, names(branch)) for branch in condition.branches] == [("true", ["yes"]), ("false", ["no"])]
    assert [(branch.name, names(branch)) for branch in switch.branches] == [
        ("default", ["other"]),
        ("case:A", ["a"]),
        ("case:2", ["two"]),
    ]
    assert [dict(inner.settings) for inner in found.activities] == [
        {"items": Expression("@x")},
        {"expression": Expression("@y")},
        {"on": Expression("@z")},
    ]


def test_activities_of_an_unknown_type_keep_their_properties_and_their_inner_activities(tmp_path: Path) -> None:
    strange = activity(
        "new", "BrandNew", typeProperties={"activities": [activity("inner")], "cases": [1, 2], "place": {"a": [1]}}
    )
    found = read_pipeline(tmp_path, strange)
    assert [inner.name for inner in nested(found.activities)] == ["new", "inner"]
    assert found.activities[0].settings == Properties({"cases": (1, 2), "place": Properties({"a": (1,)})})


def test_a_list_called_activities_that_holds_none_is_a_setting(tmp_path: Path) -> None:
    found = read_pipeline(tmp_path, activity("new", "BrandNew", typeProperties={"activities": ["walk", "run"]}))
    assert found.activities[0].settings == Properties({"activities": ("walk", "run")})


def test_inputs_that_are_no_references_stay_visible(tmp_path: Path) -> None:
    found = read_pipeline(tmp_path, activity("new", "BrandNew", inputs={"a": 1}))
    assert found.activities[0].rest == Properties({"inputs": Properties({"a": 1})})


def test_a_second_activity_of_the_name_is_rejected_with_all_that_is_inside_it(tmp_path: Path) -> None:
    again = activity("COPY", "ForEach", typeProperties={"activities": [activity("inner")]})
    loop = activity("loop", "ForEach", typeProperties={"activities": [activity("copy"), again]})
    service = only_service(tmp_path, {"pipeline/p.json": pipeline(loop, activity("Copy"))})
    assert [found.name for found in nested(service.pipelines[0].activities)] == ["loop", "copy"]
    inside = "/properties/activities/0/typeProperties/activities/1"
    first = "pipeline/p.json#/properties/activities/0/typeProperties/activities/0"
    assert [(item.kind, item.origin.pointer, item.reason) for item in service.rejected] == [
        ("activity", inside, f"another activity of the pipeline has the name 'COPY': {first}"),
        (
            "activity",
            f"{inside}/typeProperties/activities/0",
            f"it is inside a rejected activity: pipeline/p.json#{inside}",
        ),
        ("activity", "/properties/activities/1", f"another activity of the pipeline has the name 'Copy': {first}"),
    ]
    assert service.incomplete == {"pipelines"}


def test_activities_without_a_name_are_rejected_one_by_one(tmp_path: Path) -> None:
    service = only_service(tmp_path, {"pipeline/p.json": pipeline({"type": "Wait"}, "text", None, activity("good"))})
    assert [found.name for found in service.pipelines[0].activities] == ["good"]
    assert [(item.origin.pointer[-1], item.reason) for item in service.rejected] == [
        ("0", "it has no name"),
        ("1", "it is no object"),
        ("2", "it is no object"),
    ]


def test_a_pipeline_whose_activities_are_no_list_is_rejected(tmp_path: Path) -> None:
    broken = {"name": "p", "properties": {"activities": {"a": 1}}}
    service = only_service(tmp_path, {"pipeline/p.json": broken, "pipeline/q.json": pipeline(name="q")})
    assert [found.name for found in service.pipelines] == ["q"]
    assert [item.reason for item in service.rejected] == ["its activities are no list"]


def test_an_empty_pipeline_is_read(tmp_path: Path) -> None:
    service = only_service(tmp_path, {"pipeline/p.json": {"name": "p", "properties": {}}})
    assert [found.name for found in service.pipelines] == ["p"]
