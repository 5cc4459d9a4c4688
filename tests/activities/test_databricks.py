"""Databricks: what the activity has its workspace run."""

import pytest

from lineage_graph.model import SparkJob
from tests.activities.estate import activity, declared, linked_service, said
from tests.declared.estate import executed, expression, node

HOST = "adb-1.2.azuredatabricks.net"
WORKSPACE = linked_service("Dbx", "AzureDatabricks", domain=f"https://{HOST}")
CASES = {
    "a notebook": ("DatabricksNotebook", "notebookPath", "/Shared/Load Sales", "notebooks/shared/load%20sales"),
    "a program": ("DatabricksSparkPython", "pythonFile", "dbfs:/etl/load.py", "files/dbfs%3A/etl/load.py"),
    "a class": ("DatabricksSparkJar", "mainClassName", "com.contoso.Load", "classes/com.contoso.load"),
    "a job": ("DatabricksJob", "jobId", 4711, "jobs/4711"),
    "by a parameter": (
        "DatabricksSparkPython",
        "pythonFile",
        expression("dbfs:/@{pipeline().parameters.area}/x.py"),
        "files/dbfs%3A/eu/x.py",
    ),
}


@pytest.mark.parametrize(("kind", "setting", "value", "path"), CASES.values(), ids=CASES)
def test_what_runs_stands_below_the_workspace(kind: str, setting: str, value: object, path: str) -> None:
    found = declared(activity(kind, "Dbx", **{setting: value}), WORKSPACE)
    assert executed(found) == {f"databricks://{HOST}/{path}"}
    assert said(found)[0] == "opaque-code"


def test_a_program_is_a_spark_job_that_knows_its_file() -> None:
    found = declared(activity("DatabricksSparkPython", "Dbx", pythonFile="dbfs:/etl/load.py"), WORKSPACE)
    made = node(found, f"databricks://{HOST}/files/dbfs%3A/etl/load.py")
    assert isinstance(made, SparkJob)
    assert (made.name, made.language, made.file) == ("load.py", "Python", "dbfs:/etl/load.py")


@pytest.mark.parametrize(("kind", "setting"), [case[:2] for case in CASES.values()], ids=CASES)
def test_what_nobody_can_name_is_a_reason(kind: str, setting: str) -> None:
    unknown = declared(activity(kind, "Dbx", **{setting: expression("@item().x")}), WORKSPACE)
    assert (executed(unknown), said(unknown)) == (set(), ("runtime-only", "@item().x"))
    unnamed = declared(activity(kind, "Dbx"), WORKSPACE)
    assert (executed(unnamed), said(unnamed)[0]) == (set(), "missing-reference")


def test_a_workspace_that_nobody_knows_is_the_linked_service() -> None:
    found = declared(activity("DatabricksJob", "Gone", jobId="7"))
    assert executed(found) == {"databricks://sales+gone/jobs/7"}
    assert node(found, "databricks://sales+gone/jobs/7").reason == "missing-linked-service"  # type: ignore[attr-defined]
