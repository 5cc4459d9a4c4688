"""``load``: read what the paths hold, load it into the graph, and say what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from lineage_graph.capture import is_capture, read_captures
from lineage_graph.cli.connection import Choice, connected, connection_options
from lineage_graph.cli.progress import CountProgress
from lineage_graph.cli.summary import as_json, print_loaded
from lineage_graph.configuration import ArmSettings, FileSettings
from lineage_graph.errors import LineageError, UsageError
from lineage_graph.graph import LoadOptions
from lineage_graph.loading import load_reading
from lineage_graph.records import Reading, together
from lineage_graph.sources import Input, ReadOptions, read, read_inputs
from lineage_graph.stores.addresses import at_address
from lineage_graph.stores.mounts import is_mount

_SOMETHING_REJECTED: Final = 1


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--service",
    metavar="NAME",
    help="The service's name, where files or runs do not tell it; synapse://NAME for a workspace's runs.",
)
@click.option(
    "--parameters", type=click.Path(path_type=Path, exists=True), help="Values for the parameters of an ARM template."
)
@click.option("--keep-duplicates", is_flag=True, help="Keep services of one name apart instead of rejecting the later.")
@click.option("--store", "stores", multiple=True, metavar="NAME=HOST", help="Name a host that is hidden; repeatable.")
@click.option("--at", metavar="TIME", help="The time from which it holds, such as the commit's; else now.")
@click.option("--allow-removals", is_flag=True, help="Let a load remove more than the guard allows.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "-o",
    "--output",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="A table for people, JSON for programs.",
)
@connection_options
def load(paths: tuple[Path, ...], choice: Choice, output: str, **given: Any) -> int:  # noqa: ANN401 - click's options
    """Load Git folders, ARM templates, saved run records and captures.

    PATHS are folders, at any depth and with any number of services, files, or captures. Without any, the sources of the
    lineage.yml that --config names are loaded, apart from live ones. Loading the same again writes nothing.

    \b
    Examples:
      lineage-graph load ./data-factory-repo ./synapse-repo
      lineage-graph load template.json --parameters parameters.json
      lineage-graph load ./capture
      lineage-graph load ./repo --dry-run --store kv-prod+crm=crm.example.com
    """  # noqa: D301 - click reads the backspace
    reading = _reading(paths, choice, given)
    options = _options(choice, given)
    with connected(choice) as graph, CountProgress() as progress:
        loaded = load_reading(graph, reading, _with_progress(options, progress))
    click.echo(as_json(loaded)) if output == "json" else print_loaded(loaded)
    if loaded.services.refused:
        raise loaded.services.refused
    return _SOMETHING_REJECTED if loaded.rejected else 0


def _reading(paths: Sequence[Path], choice: Choice, given: Mapping[str, Any]) -> Reading:
    with CountProgress() as progress:

        def told(done: int, total: int) -> None:
            progress.show("Reading files", done, total)

        if paths:
            wanted = ReadOptions(given["service"], given["keep_duplicates"], given["parameters"], told)
            reading = _of_paths(paths, wanted)
        else:
            reading = read_inputs(_inputs(choice), keep_duplicates=given["keep_duplicates"], progress=told)
    if not any((reading.services, reading.runs, reading.batches, reading.rejected)):
        message = f"No pipelines, datasets or other definitions, and no runs, were found in {_places(paths, choice)}."
        raise LineageError(message)
    return reading


def _of_paths(paths: Sequence[Path], wanted: ReadOptions) -> Reading:
    """Captures by themselves, all else together."""
    captures = [path for path in paths if is_capture(path)]
    others = [path for path in paths if path not in captures]
    if not captures:
        return read(others, wanted)
    of_captures = read_captures(captures, wanted.progress)
    return together(read(others, wanted), of_captures) if others else of_captures


def _inputs(choice: Choice) -> tuple[Input, ...]:
    """The sources of files; of the others a note says who reads them."""
    sources = choice.configuration.sources if choice.configuration else ()
    files = tuple(source for source in sources if isinstance(source, FileSettings))
    others = ", ".join(source.name for source in sources if not isinstance(source, FileSettings))
    if not sources:
        raise UsageError("Nothing to load: name a folder or a file, or a lineage.yml with sources (--config).")
    if not files:
        raise UsageError(f"Nothing to load: `lineage-graph refresh` reads live sources ({others}); load reads files.")
    if others:
        click.echo(f"Note: load reads files; `lineage-graph refresh` reads the live sources too: {others}.", err=True)
    return tuple(map(_input, files))


def _input(source: FileSettings) -> Input:
    return Input(source.path, source.service, source.parameters if isinstance(source, ArmSettings) else None)


def _places(paths: Sequence[Path], choice: Choice) -> str:
    sources = choice.configuration.sources if choice.configuration else ()
    return ", ".join(str(one) for one in paths or [one.path for one in sources if isinstance(one, FileSettings)])


def _hosts(choice: Choice, stores: Sequence[str]) -> Mapping[str, str]:
    """The configuration's names for hidden hosts, and those on the command line, which win."""
    hosts = dict(choice.configuration.stores) if choice.configuration else {}
    for pair in stores:
        name, equals, host = pair.partition("=")
        if not (name and equals and host):
            raise UsageError(f"--store {pair}: write NAME=HOST, such as kv-prod+crm=crm.database.windows.net")
        hosts[name] = host
    for name, target in hosts.items():
        if is_mount(name) and at_address(target) is None:
            raise UsageError(
                f"{name}: {target} is no address of a store, such as abfss://raw@account.dfs.core.windows.net"
            )
    return hosts


def _options(choice: Choice, given: Mapping[str, Any]) -> LoadOptions:
    percent = choice.configuration.deletes.max_percent if choice.configuration else 25
    return LoadOptions(
        at=_time(given["at"]),
        allow_removals=given["allow_removals"],
        max_removed_percent=percent,
        dry_run=given["dry_run"],
        hosts=_hosts(choice, given["stores"]),
    )


def _time(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"--at {text} is no time; write it like 2026-11-21T08:00:00Z.") from error


def _with_progress(options: LoadOptions, progress: CountProgress) -> LoadOptions:
    def told(done: int, total: int, label: str) -> None:
        progress.show(f"Writing {label}", done, total)

    return replace(options, progress=told)
