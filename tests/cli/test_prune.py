"""``prune`` as people and scripts run it."""

import json

import pytest

from tests.cli.conftest import CommandLine
from tests.questions import estate as here


def test_runs_are_pruned_once_and_told_before(lineage_graph: CommandLine) -> None:
    dry = lineage_graph("prune", "--runs-older-than", "90d", "--dry-run")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert dry.stdout.splitlines()[1] == f"  {here.SALES}: 3 runs of pipelines, 4 runs of activities"
    gone = json.loads(lineage_graph("prune", "--runs-older-than", "90d", "-o", "json").stdout)
    assert gone["sources"] == [
        {"source": "runs+adf://sales", "service": here.SALES, "pipelineRuns": 3, "activityRuns": 4}
    ]
    again = json.loads(lineage_graph("prune", "--runs-older-than", "90d", "-o", "json").stdout)
    assert [(one["pipelineRuns"], one["activityRuns"]) for one in again["sources"]] == [(0, 0)]
    assert lineage_graph("runs", "Load orders").returncode == 4


@pytest.mark.parametrize("arguments", [(), ("--runs-older-than", "old"), ("--runs-older-than", "999999d")])
def test_wrong_use_is_told(arguments: tuple[str, ...], lineage_graph: CommandLine) -> None:
    done = lineage_graph("prune", *arguments)
    assert done.returncode == 2
    assert "runs-older-than" in done.stderr
    assert "Traceback" not in done.stderr
