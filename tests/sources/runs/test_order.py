"""A run that is read several times is one run: what has ended stays so, then the later record counts, in any order."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineage_graph.records import ActivityRun, PipelineRun, RunStatus
from lineage_graph.sources.runs.newest import newest_activity_runs, newest_pipeline_runs
from tests.sources.runs.saved import activity_run, pipeline_run, read_files, the_activity_run, the_pipeline_run
from tests.sources.writing import Json

EARLY, LATE = "2026-11-20T04:00:00Z", "2026-11-20T05:00:00Z"


def newest(*records: dict[str, Json]) -> PipelineRun:
    (run,) = newest_pipeline_runs([the_pipeline_run(**record) for record in records])
    (again,) = newest_pipeline_runs([the_pipeline_run(**record) for record in reversed(records)])
    assert run == again
    return run


def newest_activity(*records: dict[str, Json]) -> ActivityRun:
    (run,) = newest_activity_runs([the_activity_run(**record) for record in records])
    (again,) = newest_activity_runs([the_activity_run(**record) for record in reversed(records)])
    assert run == again
    return run


def test_the_record_that_was_updated_last_counts() -> None:
    run = newest({"lastUpdated": LATE, "message": "late"}, {"lastUpdated": EARLY, "message": "early"})
    assert run.message == "late"


def test_a_run_that_has_ended_is_not_in_progress_again() -> None:
    run = newest({"lastUpdated": EARLY, "status": "Failed"}, {"lastUpdated": LATE, "status": "InProgress"})
    assert run.status is RunStatus.FAILED


def test_at_the_same_time_the_end_counts() -> None:
    run = newest({"lastUpdated": EARLY, "status": "InProgress"}, {"lastUpdated": EARLY, "status": "Succeeded"})
    assert run.status is RunStatus.SUCCEEDED


def test_a_record_without_a_time_comes_before_one_with() -> None:
    run = newest({"lastUpdated": None, "message": "some time"}, {"lastUpdated": EARLY, "message": "at four"})
    assert run.message == "at four"


def test_the_case_of_an_id_makes_no_other_run() -> None:
    assert len(newest_pipeline_runs([the_pipeline_run(run_id="AB"), the_pipeline_run(run_id="ab")])) == 1


def test_an_activity_that_has_ended_is_not_in_progress_again() -> None:
    run = newest_activity({"status": "Succeeded"}, {"status": "InProgress", "lastUpdated": LATE, "output": {"x": 1}})
    assert run.status is RunStatus.SUCCEEDED


def test_a_record_with_an_output_comes_before_a_later_one_without() -> None:
    run = newest_activity({"output": {"dataRead": 5}}, {"lastUpdated": LATE})
    assert run.output.bytes_read == 5


def test_attempts_of_an_activity_are_runs_of_their_own() -> None:
    runs = newest_activity_runs([the_activity_run(retryAttempt=attempt) for attempt in (1, None, 0, 1)])
    assert [run.attempt for run in runs] == [0, 1]


STATES = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["InProgress", "Succeeded", "Failed", "Cancelled", "Odd"]),
        "lastUpdated": st.sampled_from([None, EARLY, LATE]),
        "runEnd": st.sampled_from([None, EARLY, LATE]),
    }
)
RUNS = st.builds(lambda run_id, state: pipeline_run(run_id, **state), st.sampled_from("abc"), STATES)
ACTIVITIES = st.builds(
    lambda run_id, attempt, kind: activity_run(run_id, kind, retryAttempt=attempt),
    st.sampled_from("abc"),
    st.sampled_from([None, 0, 1]),
    st.sampled_from(["Copy", "Lookup"]),
)
RECORDS = st.lists(st.one_of(RUNS, ACTIVITIES), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=RECORDS, data=st.data())
def test_order_repetition_and_division_into_files_change_nothing(
    tmp_path: Path, records: list[Json], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(records))
    cut = data.draw(st.integers(0, len(records)))
    (one,) = read_files(tmp_path / "one", {"a.json": records})
    (other,) = read_files(tmp_path / "other", {"a.json": [*shuffled[:cut], records[0]], "b.json": shuffled[cut:]})
    assert one.pipeline_runs == other.pipeline_runs
    assert one.activity_runs == other.activity_runs
