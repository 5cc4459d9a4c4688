"""The command line: ``lineage-graph``. It parses, joins the arrows of the design, and prints; it decides nothing.

To add a command, write ``cli/<module>.py`` with the click command and name it in ``COMMANDS``. A command is imported
when it is asked for, so that others stay quick. Every expected error ends here, in one place, with its exit code.
"""

import importlib
import os
import signal
import sys
import traceback
from contextlib import suppress
from typing import Final

import click

from lineage_graph import __version__
from lineage_graph.cli.ending import TERMINATED, interrupt, terminate
from lineage_graph.errors import LineageError, Terminated
from lineage_graph.sources.memory import calm_the_collector

COMMANDS: Final = {
    "demo": "demo",
    "up": "server",
    "down": "server",
    "status": "status",
    "load": "load",
    "refresh": "refresh",
    "capture": "capture",
    "impact": "impact",
    "upstream": "impact",
    "path": "path",
    "search": "search",
    "show": "show",
    "runs": "runs",
    "coverage": "coverage",
    "query": "query",
    "evaluate": "evaluate",
    "report": "report",
    "prune": "prune",
    "doctor": "doctor",
    "config": "config",
    "schema": "schema",
}
"""The commands and the module of each, in the order of the help."""

INTERRUPTED: Final = 130
UNEXPECTED: Final = 70


class Commands(click.Group):
    """The group of all commands, each imported from its module when it is needed."""

    def invoke(self, ctx: click.Context) -> object:
        """What the command gives back; nothing where nobody reads its output any more."""
        try:
            return super().invoke(ctx)
        except (BrokenPipeError, SystemExit) as gone:
            # rich turns a broken pipe into SystemExit(1), and so would click.
            if isinstance(gone, SystemExit) and not isinstance(gone.__context__, BrokenPipeError):
                raise
            _close_output()
            return None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """All commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The command of that name."""
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        found = getattr(importlib.import_module(f"{__name__}.{module}"), cmd_name)
        if not isinstance(found, click.Command):
            message = f"{module}.{cmd_name} is not a command"
            raise TypeError(message)
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="lineage-graph")
@click.option("--debug", is_flag=True, help="Show the whole trace of an unexpected error.")
def cli(debug: bool) -> None:
    """Data lineage of Azure Data Factory and Synapse in your own Neo4j.

    Start with `lineage-graph demo`, or with `lineage-graph load PATH` on a repository of pipelines.
    """
    if debug:
        os.environ["LINEAGE_GRAPH_DEBUG"] = "1"


def main() -> None:
    """Run the command line and end the process with its exit code."""
    calm_the_collector()
    signal.signal(signal.SIGTERM, terminate)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where the shell says to ignore it
        signal.signal(signal.SIGINT, interrupt)
    _use_printable_streams()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:  # noqa: PLR0911 - one return per kind of end
    """Run one command; its exit code, after errors were said on standard error."""
    try:
        outcome = cli.main(arguments, prog_name="lineage-graph", standalone_mode=False)
        _flush()
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except LineageError as expected:
        click.echo(f"Error: {expected}", err=True)
        return expected.exit_code
    except Terminated:
        click.echo("Terminated.", err=True)
        return TERMINATED
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        _close_output()
        return 0
    except OSError as problem:
        return _not_written(problem)
    except Exception as unexpected:  # noqa: BLE001 - the last resort of the process; nothing is hidden
        return _unexpected(unexpected)
    return outcome if isinstance(outcome, int) else 0


def _not_written(problem: OSError) -> int:
    """Say what the system refused, such as a full disk under the output."""
    place = f" ({problem.filename})" if problem.filename else ""
    click.echo(f"Error: {problem.strerror or problem}{place}", err=True)
    with suppress(OSError):
        _close_output()
    return LineageError.exit_code


def _unexpected(error: Exception) -> int:
    """Say what happened in one line; the trace only where it was asked for, since values in it are not redacted."""
    if os.environ.get("LINEAGE_GRAPH_DEBUG"):
        traceback.print_exception(error)
    click.echo(f"Unexpected error: {type(error).__name__}. Run again with --debug to see where.", err=True)
    return UNEXPECTED


def _use_printable_streams() -> None:
    """A console that cannot show a character (Windows code pages) shows an escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _flush() -> None:
    sys.stdout.flush()


def _close_output() -> None:
    """Whoever read the output went away (``| head``): leave quietly, without Python's own complaint at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
