"""Transactions that are safe to run again, and are: for the failures that the driver leaves to us.

The driver itself repeats what was lost to a deadlock, a new leader or a broken connection. Not a commit whose outcome
nobody knows, nor a node that another transaction took away or held too long; and out of memory it repeats in vain.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from neo4j.exceptions import IncompleteCommit, Neo4jError, TransientError

from lineage_graph.errors import LineageError

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from lineage_graph.graph.connection import Graph

_ATTEMPTS: Final = 5
_COMMITS: Final = 2
_AGAIN: Final = ("Neo.ClientError.Statement.EntityNotFound", "Neo.ClientError.Transaction.LockClientStopped")
"""A node that went away meanwhile, and a lock that somebody else held for as long as anybody may."""

_MEMORY: Final = (
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError",
    "Neo.TransientError.General.TransactionMemoryLimit",
)
_Result = TypeVar("_Result")


class TooLarge(LineageError):
    """The transaction needs more memory than the server grants one; a smaller one may pass."""


def repeated(attempt: Callable[[], _Result]) -> _Result:
    """What the attempt at an idempotent transaction gives back, made again where its outcome is not known."""
    for _ in range(_ATTEMPTS - 1):
        try:
            return attempt()
        except LineageError as error:
            if not _worth_repeating(error.__cause__):
                raise
    return attempt()


def write_bounded(
    graph: "Graph", work: "Callable[[ManagedTransaction], _Result]", *, divisible: bool = False
) -> _Result:
    """What ``work`` gives back, committed. It must be idempotent: after an unknown outcome it runs again.

    ``TooLarge`` where the server has too little memory. It may say so at the commit, which the driver repeats in vain
    and does not tell; so a ``divisible`` work whose commit failed ``_COMMITS`` times is taken for too large as well.
    """
    finished = 0

    def bounded(transaction: "ManagedTransaction") -> _Result:
        nonlocal finished
        if divisible and finished >= _COMMITS:
            raise TooLarge("Neo4j did not commit the transaction.")
        try:
            result = work(transaction)
        except TransientError as error:
            if error.code in _MEMORY:
                raise TooLarge(f"Neo4j has too little memory for one transaction: {error.message}") from error
            raise
        finished += 1
        return result

    return graph.write(bounded)


def _worth_repeating(cause: BaseException | None) -> bool:
    return isinstance(cause, IncompleteCommit) or (isinstance(cause, Neo4jError) and cause.code in _AGAIN)
