"""Finding overlaps among 1,000,000 paths: the index of one container, asked for many folders, files and patterns."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Final

from benchmarks.figures import Measurement, at_most, plain
from lineage_graph.graph import Connection
from lineage_graph.overlap import Address, Index, address
from lineage_graph.sources.memory import calm_the_collector

ASSETS: Final = 1_000_000
_LAKE: Final = "abfss://raw@lake.dfs.core.windows.net"
_FOLDERS: Final = 9_000
_AREAS: Final = 50
_EVERY: Final = 40
_SECONDS: Final = 30
_MEGABYTES: Final = 1_000
_ABOUT: Final = (
    "{assets:,} files in {folders:,} folders of one container; {reads:,} places are read, among them folders, files "
    "and names with unknown parts and wildcards; {found:,} overlaps. `bare` makes a dictionary of the keys and their "
    "last segments and looks each up once, in the same process. Seconds of the processor; no database is asked."
)


def measure(_: Connection | None = None) -> Measurement:
    """The figures, from a process of its own so that its memory is known."""
    run = subprocess.run([sys.executable, "-m", "benchmarks.overlap"], check=True, stdout=subprocess.PIPE)
    taken: dict[str, float] = json.loads(run.stdout)
    whole = taken["build"] + taken["ask"]
    about = _ABOUT.format(assets=ASSETS, folders=_FOLDERS, reads=int(taken["reads"]), found=int(taken["found"]))
    return Measurement(
        "Overlaps",
        about,
        (
            at_most("index and all overlaps / bare", whole / taken["bare"], 8, f"{whole:.1f} s"),
            at_most(f"the same / {_SECONDS} s", whole / _SECONDS, 1, f"{whole:.1f} s"),
            at_most(
                f"peak memory / {_MEGABYTES:,} MB", taken["megabytes"] / _MEGABYTES, 1, f"{taken['megabytes']:.0f} MB"
            ),
            plain("bare", f"{taken['bare']:.2f} s"),
            plain("index", f"{taken['build']:.2f} s: {ASSETS / taken['build']:,.0f} assets/s"),
            plain("overlaps", f"{taken['ask']:.2f} s: {taken['found'] / taken['ask']:,.0f} overlaps/s"),
        ),
    )


def _keys() -> Iterator[str]:
    for number in range(ASSETS):
        yield f"{_folder(number)}/part-{number:07d}.parquet"


def _folder(number: int) -> str:
    return f"{_LAKE}/area{number % _AREAS}/system{number % 700}/table_{number % _FOLDERS}"


def _reads() -> Iterator[str]:
    for number in range(0, ASSETS, _EVERY):
        yield _folder(number)
        yield f"{_folder(number)}/part-{number:07d}.parquet"
    for area in range(_AREAS):
        yield f"{_LAKE}/area{area}/system1{{}}/table_{{}}"
        yield f"{_LAKE}/area{area}/{{}}/table_7"
        yield f"{_LAKE}/area{area}/system*/table_{{id}}/*.parquet"


def _addresses(keys: Iterator[str]) -> Iterator[Address]:
    return (place for key in keys if (place := address(key)))


def _main() -> dict[str, float]:
    """Seconds of the processor, which another process on the machine does not lengthen."""
    begin = time.process_time()
    bare = {key: key.split("/")[-1] for key in _keys()}
    assert all(key in bare for key in _keys())
    del bare
    asked_bare = time.process_time()
    index = Index(_addresses(_keys()))
    built = time.process_time()
    reads = [*_addresses(_reads())]
    found = sum(1 for read in reads for _ in index.overlaps(read))
    asked = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    return {
        "bare": asked_bare - begin,
        "build": built - asked_bare,
        "ask": asked - built,
        "megabytes": peak,
        "reads": len(reads),
        "found": found,
    }


if __name__ == "__main__":
    calm_the_collector()  # as the command does
    sys.stdout.write(json.dumps(_main()))
