"""The processes that a run carried out, and what it moved: ``EXECUTED``."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, NamedTuple

from lineage_graph.declared.processes import Part, processes
from lineage_graph.model import Executed, Feeds, Process, Produces, Ref
from lineage_graph.observed.columns import NOTHING_TOLD, Told, sink_of
from lineage_graph.observed.matching import Round
from lineage_graph.observed.places import NO_PLACES, Places
from lineage_graph.records import ActivityRun, RunStatus
from lineage_graph.site import Movement


def seen(performer: Ref, name: str, kind: str, movements: Iterable[Movement]) -> tuple[Part, ...]:
    """The performer's processes and all around them, as somebody has seen them run."""
    return tuple(_observed(part) for part in processes(performer, name, kind, movements))


def moved(run: ActivityRun) -> bool:
    """Whether data was moved: it succeeded, or it says that it had written something before it failed."""
    written = (run.output.rows_written, run.output.files_written, run.output.bytes_written)
    return run.status is RunStatus.SUCCEEDED or any(one for one in written)


class Known(NamedTuple):
    """What else is known of the processes of a run, by their keys: the columns, and the places behind patterns."""

    told: Mapping[str, Told] = NOTHING_TOLD
    places: Mapping[str, Places] = MappingProxyType({})


NOTHING_KNOWN: Final = Known()


def executed(run: Ref, at: Round, carried: Iterable[Process], known: Known = NOTHING_KNOWN) -> Iterator[Executed]:
    """One edge per process; a data flow's sinks have figures of their own."""
    has_moved = moved(at.run)
    for process in carried:
        places = known.places.get(process.key, NO_PLACES)
        edge = Executed(
            start=run,
            end=process.ref,
            moved=has_moved,
            evidence=at.evidence,
            rows_read=at.run.output.rows_read,
            rows_written=at.run.output.rows_written,
            rows_skipped=at.run.output.rows_skipped,
            bytes_read=at.run.output.bytes_read,
            bytes_written=at.run.output.bytes_written,
            files_read=at.run.output.files_read,
            files_written=at.run.output.files_written,
            duration_ms=at.run.duration_ms,
            columns=known.told[process.key].mapping if process.key in known.told else None,
            read=places.read,
            written=places.written,
        )
        sink = sink_of(process, at.run)
        yield replace(edge, rows_written=sink.rows_written) if sink else edge


def _observed(part: Part) -> Part:
    return replace(part, declared=False, observed=True) if isinstance(part, Feeds | Produces) else part
