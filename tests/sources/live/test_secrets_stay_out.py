"""A word planted wherever a service may hand out a secret in clear; it must not come through."""

import subprocess
import sys
from dataclasses import replace

from tests.azure import faults
from tests.azure.asking import Tokens, only, read_factory
from tests.azure.holding_runs import DAY, a_copy, hold, runs_of
from tests.azure.server import Azure
from tests.azure.services import Service

CANARY = "c4n4ryBIRDc4n4ry"
TEXTS = {
    "connectionString": f"Server=tcp:s.database.windows.net;Database=d;User ID=u;Password={CANARY};",
    "sasUri": f"https://a.blob.core.windows.net/c?sv=2020&sig={CANARY}",
    "url": f"https://me:{CANARY}@host.example/path",
    "encryptedCredential": CANARY,
    "servicePrincipalKey": CANARY,
    "password": {"type": "SecureString", "value": CANARY},
    "accountKey": {"type": "SecureString", "value": CANARY},
    "authHeaders": {"x-api-key": CANARY},
}


def test_no_secret_of_a_definition_reaches_a_record(azure: Azure, factory: Service) -> None:
    unmasked = {"name": "all", "properties": {"type": "AzureSqlDatabase", "typeProperties": TEXTS}}
    factory.objects["linkedservices"].append(unmasked)
    step = {
        "name": "ask",
        "type": "WebActivity",
        "typeProperties": {"url": TEXTS["url"], "headers": TEXTS["authHeaders"]},
    }
    factory.objects["pipelines"].append({"name": "asks", "properties": {"activities": [step]}})
    reading = read_factory(azure)
    assert {one.name for one in only(reading).linked_services} == {"lake", "all"}
    assert CANARY not in repr(reading)
    assert "s.database.windows.net" in repr(reading)


def test_no_secret_of_a_failure_reaches_the_reading(azure: Azure, factory: Service) -> None:
    assert factory
    azure.script.add("^GET .*/triggers$", faults.forbidden(f"no; {TEXTS['connectionString']}"), forever=True)
    azure.script.add("^GET .*/datasets$", faults.refusal(400, "Bad", f"at {TEXTS['sasUri']}"), forever=True)
    reading = read_factory(azure)
    assert only(reading).incomplete == {"triggers", "datasets"}
    assert CANARY not in repr(reading)
    assert Tokens().tokens[0] not in repr(reading)


def test_no_secret_of_a_run_reaches_a_record(azure: Azure, running: Service) -> None:
    said = f"Login failed for '{TEXTS['connectionString']}'"
    hold(running, "done", 60, activities=0, parameters=TEXTS, message=said, invokedBy={"name": TEXTS["url"]})
    error = {"errorCode": "2200", "message": f"no; {TEXTS['connectionString']}"}
    output = {"firstRow": TEXTS, "rowsRead": 3}
    copy = a_copy("a", "done", 60, activityType="Lookup", input=TEXTS, output=output, error=error, userProperties=TEXTS)
    running.runs.activities.append(copy)
    (run,), (activity,) = (runs := runs_of(azure).batch).pipeline_runs, runs.activity_runs
    assert CANARY not in repr(runs)
    assert "s.database.windows.net" in (run.message or "")
    assert "s.database.windows.net" in repr(activity.input)
    assert "s.database.windows.net" in (activity.error_message or "")
    assert Tokens().tokens[0] not in repr(runs)


def test_no_secret_of_a_question_that_fails_reaches_the_runs(azure: Azure, running: Service) -> None:
    hold(running, "r", 60)
    hold(running, "open", 9000, status="InProgress")
    azure.script.add("queryActivityruns$", faults.refusal(400, "Bad", f"at {TEXTS['sasUri']}"), forever=True)
    azure.script.add("^GET .*/pipelineruns/open$", faults.forbidden(f"no; {TEXTS['connectionString']}"), forever=True)
    runs = runs_of(azure, replace(DAY, open_runs=("open",)))
    assert len(runs.batch.rejected) == 2
    assert "answered 400: Bad: at https://a.blob.core.windows.net/c" in runs.batch.rejected[0].reason
    assert CANARY not in repr(runs)
    assert Tokens().tokens[0] not in repr(runs)


def test_the_sdks_are_not_imported_before_azure_is_read() -> None:
    code = (
        "import sys; import lineage_graph.cli, lineage_graph.sources, lineage_graph.sources.live; "
        "print([name for name in sys.modules if name.split('.')[0] in ('azure', 'msal')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
