from pathlib import Path

import pytest

from lineage_graph.errors import UsageError
from lineage_graph.sources import Input, ReadOptions, read, read_inputs
from tests.sources.writing import activity, linked_service, only_service, pipeline, reading, resource, template, write

FACTORY = {"name": "adf-files", "properties": {}}
NAMED_TEMPLATE = template(
    resource("pipelines", "p", {"activities": []}),
    parameters={"factoryName": {"type": "string", "defaultValue": "adf-default"}},
)
OPEN_TEMPLATE = template(
    resource("pipelines", "p", {"activities": []}), parameters={"factoryName": {"type": "string", "defaultValue": ""}}
)


def test_the_option_names_the_only_service(tmp_path: Path) -> None:
    files = {"repo/factory/f.json": FACTORY, "repo/pipeline/p.json": pipeline()}
    assert only_service(tmp_path, files, service="adf-option").name == "adf-option"


def test_a_publish_configuration_may_name_the_service(tmp_path: Path) -> None:
    files = {
        "publish_config.json": {"publishBranch": "b", "factoryName": "adf-published"},
        "pipeline/p.json": pipeline(),
    }
    assert only_service(tmp_path, files).name == "adf-published"


def test_a_publish_branch_is_no_name(tmp_path: Path) -> None:
    files = {"publish_config.json": {"publishBranch": "workspace_publish"}, "pipeline/p.json": pipeline()}
    assert only_service(tmp_path, files).name == f"unnamed-{tmp_path.name}"


def test_the_default_linked_services_name_the_workspace(tmp_path: Path) -> None:
    files = {"linkedService/a.json": linked_service("Contoso-WorkspaceDefaultStorage"), "pipeline/p.json": pipeline()}
    assert only_service(tmp_path, files).name == "Contoso"


def test_a_service_without_name_is_called_after_its_folder_with_a_warning(tmp_path: Path) -> None:
    found = reading(tmp_path, {"sales/pipeline/p.json": pipeline()})
    assert [service.name for service in found.services] == ["unnamed-sales"]
    assert found.warnings == ("sales: no file names the service; it is called unnamed-sales, --service names it",)


def test_a_template_takes_the_name_of_its_parameters_default(tmp_path: Path) -> None:
    assert only_service(tmp_path, {"ARMTemplateForFactory.json": NAMED_TEMPLATE}).name == "adf-default"


def test_a_parameter_file_wins_over_the_default(tmp_path: Path) -> None:
    given = {"contentVersion": "1.0.0.0", "parameters": {"factoryName": {"value": "adf-beside"}}}
    files = {"ARMTemplateForFactory.json": NAMED_TEMPLATE, "ARMTemplateParametersForFactory.json": given}
    assert only_service(tmp_path, files).name == "adf-beside"


def test_a_given_parameter_file_wins_over_the_one_beside_the_template(tmp_path: Path) -> None:
    beside = {"contentVersion": "1.0.0.0", "parameters": {"factoryName": {"value": "adf-beside"}}}
    given = {"contentVersion": "1.0.0.0", "parameters": {"factoryName": {"value": "adf-given"}}}
    write(tmp_path, {"given.json": given})
    files = {"ARMTemplateForFactory.json": NAMED_TEMPLATE, "ARMTemplateParametersForFactory.json": beside}
    service = only_service(tmp_path / "repo", files, arm_parameters=tmp_path / "given.json")
    assert service.name == "adf-given"


def test_a_template_with_an_empty_default_is_called_after_its_file(tmp_path: Path) -> None:
    found = reading(tmp_path, {"Copy files.json": OPEN_TEMPLATE})
    assert [service.name for service in found.services] == ["unnamed-Copy files"]
    assert len(found.warnings) == 1


@pytest.mark.parametrize("content", ["{", '{"resources": []}', "[]"])
def test_a_parameter_file_that_is_none_is_wrong_use(tmp_path: Path, content: str) -> None:
    write(tmp_path, {"parameters.json": content, "t.json": NAMED_TEMPLATE})
    with pytest.raises(UsageError, match=r"parameters\.json"):
        read([tmp_path], ReadOptions(arm_parameters=tmp_path / "parameters.json"))


def test_the_option_names_the_service_that_is_the_path_itself(tmp_path: Path) -> None:
    files = {"pipeline/p.json": pipeline(), "inner/pipeline/p.json": pipeline()}
    found = reading(tmp_path, files, service="outer")
    assert [service.name for service in found.services] == ["outer", "unnamed-inner"]
    assert [service.named for service in found.services] == [True, False]


def test_the_option_cannot_name_one_of_several(tmp_path: Path) -> None:
    files = {"a/pipeline/p.json": pipeline(), "b/pipeline/p.json": pipeline()}
    with pytest.raises(UsageError, match=r"2 were found: unnamed-a \(a\), unnamed-b \(b\)"):
        reading(tmp_path, files, service="x")


def test_two_paths_that_are_services_cannot_share_the_option(tmp_path: Path) -> None:
    write(tmp_path, {"a/pipeline/p.json": pipeline(), "b/pipeline/p.json": pipeline()})
    with pytest.raises(UsageError, match="2 were found"):
        read([tmp_path / "a", tmp_path / "b"], ReadOptions(service="x"))


DIFFERENT = {
    "one/factory/f.json": FACTORY,
    "one/pipeline/p.json": pipeline(activity("a")),
    "two/factory/f.json": FACTORY,
    "two/pipeline/p.json": pipeline(activity("b")),
}


def test_a_second_service_of_the_name_is_rejected_and_the_first_path_wins(tmp_path: Path) -> None:
    found = reading(tmp_path, DIFFERENT)
    assert [service.pipelines[0].activities[0].name for service in found.services] == ["a"]
    (rejected,) = found.rejected
    assert (rejected.kind, rejected.origin.file) == ("service", "two")
    assert rejected.reason.startswith("duplicate-service: adf://adf-files is already read from one;")


def test_duplicates_can_be_kept_apart_by_their_path(tmp_path: Path) -> None:
    files = {**DIFFERENT, "three/factory/f.json": {"name": "ADF-Files", "properties": {"globalParameters": {}}}}
    found = reading(tmp_path, files, keep_duplicates=True)
    assert [service.name for service in found.services] == ["adf-files", "ADF-Files~three", "adf-files~two"]
    assert [service.named for service in found.services] == [True, False, False]
    assert found.rejected == ()


def test_the_same_content_twice_is_one_service_and_said(tmp_path: Path) -> None:
    files = {name.replace("two", "one-again"): content for name, content in DIFFERENT.items() if name.startswith("one")}
    copy = {name.replace("one", "copy"): content for name, content in files.items()}
    found = reading(tmp_path, {**files, **copy}, keep_duplicates=True)
    assert [service.name for service in found.services] == ["adf-files"]
    assert found.rejected == ()
    assert found.ignored == ("one: the same as copy, word for word",)


def test_git_and_arm_of_one_service_are_two_sources(tmp_path: Path) -> None:
    factory = {"name": "adf-default", "properties": {}}
    files = {"repo/factory/f.json": factory, "repo/pipeline/p.json": pipeline(), "t.json": NAMED_TEMPLATE}
    services = reading(tmp_path, files).services
    assert [(found.source, found.name) for found in services] == [("git", "adf-default"), ("arm", "adf-default")]


def test_the_first_of_several_factory_files_counts_with_a_warning(tmp_path: Path) -> None:
    files = {"factory/b.json": {"name": "b", "properties": {}}, "factory/a.json": {"name": "a", "properties": {}}}
    found = reading(tmp_path, files)
    assert [service.name for service in found.services] == ["a"]
    assert found.warnings == (".: several files define the factory; it is called a",)


def test_two_folders_that_are_one_service_are_told_apart_by_their_names(tmp_path: Path) -> None:
    write(tmp_path, DIFFERENT)
    found = read([tmp_path / "two", tmp_path / "one"], ReadOptions(keep_duplicates=True))
    assert [service.name for service in found.services] == ["adf-files", "adf-files~one"]
    (rejected,) = read([tmp_path / "two", tmp_path / "one"]).rejected
    assert rejected.reason.startswith("duplicate-service: adf://adf-files is already read from two;")


def test_one_path_given_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, DIFFERENT)
    found = read([tmp_path / "one", tmp_path / "one"])
    assert len(found.services) == 1
    assert found.ignored == ("one: the same as one, word for word",)


def test_each_input_has_a_service_and_parameters_of_its_own(tmp_path: Path) -> None:
    given = {"contentVersion": "1.0.0.0", "parameters": {"factoryName": {"value": "adf-given"}}}
    write(tmp_path, {"a/pipeline/p.json": pipeline(), "b/pipeline/p.json": pipeline(), "t.json": NAMED_TEMPLATE})
    write(tmp_path, {"values.json": given})
    inputs = [
        Input(tmp_path / "b", service="adf-b"),
        Input(tmp_path / "a", service="adf-a"),
        Input(tmp_path / "t.json", arm_parameters=tmp_path / "values.json"),
    ]
    assert [service.name for service in read_inputs(inputs).services] == ["adf-b", "adf-a", "adf-given"]


def test_a_factory_folder_that_cannot_be_read_is_named_where_the_name_is_missed(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "sales", tmp_path / "elsewhere"
    (root / "pipeline").mkdir(parents=True)
    elsewhere.mkdir()
    (root / "pipeline" / "p.json").write_text('{"name": "p", "properties": {"activities": []}}', encoding="utf-8")
    (root / "factory").symlink_to(elsewhere, target_is_directory=True)
    (warning,) = read([root]).warnings
    assert warning.endswith("--service names it; factory could not be read")


def test_a_factory_file_that_is_broken_is_named_where_the_name_is_missed(tmp_path: Path) -> None:
    for folder in ("pipeline", "factory"):
        (tmp_path / folder).mkdir()
    (tmp_path / "pipeline" / "p.json").write_text('{"name": "p", "properties": {"activities": []}}', encoding="utf-8")
    (tmp_path / "factory" / "adf-sales.json").write_text('{"name": "adf-sa', encoding="utf-8")
    (warning,) = read([tmp_path]).warnings
    assert warning.endswith("--service names it; factory/adf-sales.json could not be read")
