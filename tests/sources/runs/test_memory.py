"""A huge output is not held as Python objects: what is kept is bounded, and so is what reading it takes."""

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from lineage_graph.records import NOTHING, RunBatch
from lineage_graph.sources.runs import read_runs
from lineage_graph.sources.runs.bounds import MOST_ROWS
from tests.sources.runs.saved import activity_run
from tests.sources.writing import Json

MEGABYTE = 1024**2
SIZE = 50 * MEGABYTE
SIZE_OF_TOO_MUCH = 3 * MEGABYTE
T = TypeVar("T")


def peak(read: Callable[[], T]) -> tuple[T, int]:
    """What reading gives, and the most bytes that it held at once."""
    tracemalloc.start()
    try:
        return read(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def huge_lookup() -> Json:
    """5,000 rows of 10 KB, each with four small values."""
    row = {"n": 1, "text": "x y " * 2_500, "a": "b", "c": [1, 2]}
    return {"count": MOST_ROWS, "value": [row] * MOST_ROWS}


def huge_log() -> Json:
    """A field that nobody asks for, of a million small objects, beside one that counts."""
    return {"dataRead": 5, "executionDetails": [{"a": 1, "bcdefghijklmnopq": [2, 3]}] * (SIZE // 40)}


def read_one(path: Path) -> tuple[RunBatch, int]:
    (batch,), most = peak(lambda: read_runs([path]))
    return batch, most


@pytest.mark.parametrize("form", ["object", "text"])
def test_a_huge_lookup_is_cut(tmp_path: Path, form: str) -> None:
    output = huge_lookup()
    record = activity_run("huge", "Lookup", output=output if form == "object" else json.dumps(output))
    path = tmp_path / "huge.json"
    path.write_text(json.dumps({"value": [activity_run(), record]}), encoding="utf-8")
    batch, most = read_one(path)
    small, large = sorted(batch.activity_runs, key=lambda run: run.run_id)
    assert (small.run_id, small.output.cut) == ("act-1", False)
    assert large.output.cut
    assert 100 < len(large.output.rows) < 500
    assert path.stat().st_size > 45 * MEGABYTE
    assert most < (2.5 if form == "object" else 5) * path.stat().st_size


def test_a_huge_field_that_is_not_kept_is_not_even_decoded(tmp_path: Path) -> None:
    path = tmp_path / "huge.jsonl"
    path.write_text(json.dumps(activity_run("huge", output=huge_log())) + "\n", encoding="utf-8")
    batch, most = read_one(path)
    assert batch.activity_runs[0].output.bytes_read == 5
    assert path.stat().st_size > 45 * MEGABYTE
    assert most < 2.5 * path.stat().st_size


def test_an_input_that_is_too_large_is_left_out_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    path.write_text(json.dumps(activity_run("huge", input={"text": "x y " * SIZE_OF_TOO_MUCH})), encoding="utf-8")
    batch, _ = read_one(path)
    assert batch.activity_runs[0].input == NOTHING
    assert batch.warnings == ("huge.json#/input: no object, or cut off; it is left out",)
