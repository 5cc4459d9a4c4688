"""Every error that is raised on purpose. Its message is one or two lines: what, where, what to do.

::

    LineageError                1  something handled went wrong
    ├── UsageError              2  wrong use or configuration
    ├── GateTripped             3  a gate that was asked for tripped
    ├── NothingMatched          4  no node has that name, or several do
    ├── Neo4jUnavailable        5  Neo4j is not reachable, or refused
    │   └── LocalServerError    5  the local server cannot be fetched or started
    ├── AzureUnavailable        6  Azure is not reachable, or refused
    │   └── ServiceMissing      6  there is no Data Factory or workspace of that name
    ├── LeaseHeld               7  another load or refresh holds the lease
    └── GuardTripped            8  a load would remove more than the guard allows

The number is the exit code of the command line. A message never holds a secret.
"""

from typing import ClassVar


class LineageError(Exception):
    """An expected failure; ``str(error)`` is what the user reads."""

    exit_code: ClassVar[int] = 1


class UsageError(LineageError):
    """Wrong use: an option, a configuration file, a query file."""

    exit_code = 2


class GateTripped(LineageError):
    """A condition given by the user, such as ``--fail-if``, came true."""

    exit_code = 3


class NothingMatched(LineageError):
    """A name matched no node, or more than one."""

    exit_code = 4


class Neo4jUnavailable(LineageError):
    """Neo4j cannot be reached, refused the credentials, or refused the work."""

    exit_code = 5


class LocalServerError(Neo4jUnavailable):
    """The local Neo4j cannot be fetched, started or stopped."""


class AzureUnavailable(LineageError):
    """Azure cannot be reached, or refused."""

    exit_code = 6


class ServiceMissing(AzureUnavailable):
    """The Data Factory or workspace is not there; what the graph knows of it stays."""


class LeaseHeld(LineageError):
    """Another load or refresh of the same source is running."""

    exit_code = 7


class GuardTripped(LineageError):
    """A load would remove more than the deletion guard allows."""

    exit_code = 8


class Terminated(SystemExit):
    """Somebody asked the process to end (``kill``, a container that is stopped): it does, once its lease is back."""


def asked_to_end(error: BaseException) -> BaseException | None:
    """The request to end the process, Ctrl-C or ``kill``, behind an error; None where there was none."""
    seen: BaseException | None = error
    while seen and not isinstance(seen, Terminated | KeyboardInterrupt):
        seen = seen.__context__
    return seen
