"""Whether a file holds runs: by the names in its beginning, in its JSON, or in the header of a CSV file.

To read runs from another form: tell it here, and say in ``documents`` where its records are.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

from lineage_graph.sources.raw import Json
from lineage_graph.sources.runs.documents import Record, records_in

LOOKED_AT: Final = 64 * 1024
"""Bytes at the beginning of a file in which the names of a run's fields stand, if it holds any."""

_RECORDS_LOOKED_AT: Final = 20
_OF_A_RUN_ONLY: Final = frozenset({"activityrunid", "activityrunstart", "runstart"})
_OF_A_LOG: Final = frozenset({"status", "start", "start [utc]", "operationname"})


def may_hold_runs(head: bytes) -> bool:
    """Whether a file that begins like this is worth a closer look."""
    lowered = head.lower()
    return b'"activityrunid"' in lowered or (b'"runid"' in lowered and b'"pipelinename"' in lowered)


def is_runs(document: Json) -> bool:
    """Whether the JSON holds pipeline or activity runs: a page, a list, one run, a query's tables, a log."""
    return runs_in(records_in(document)) is not None


def runs_in(records: Iterator[Record]) -> Iterator[Record] | None:
    """All the records, if there is a run among the first; else None."""
    ahead = list(islice(records, _RECORDS_LOOKED_AT))
    if not any(isinstance(record, dict) and is_run(record) for _, record in ahead):
        return None
    return chain(ahead, records)


def is_run(record: dict[str, Json]) -> bool:
    """Whether the object is a run of either kind in any form; without an id too, so that it can be rejected."""
    return _names_a_run({name.lower() for name in record})


def is_header(columns: Iterable[str]) -> bool:
    """Whether a CSV file with these columns is an export of one of the four tables."""
    return _names_a_run({column.strip().lower() for column in columns})


def _names_a_run(names: set[str]) -> bool:
    if "pipelinename" not in names:
        return False
    if names & _OF_A_RUN_ONLY or {"activityname", "pipelinerunid"} <= names:
        return True
    return "runid" in names and bool(names & _OF_A_LOG)
