"""The driver's errors as ours: what happened, where, what to do; never a password, never a query's parameters.

To handle another one, add its class or its Neo4j status code to ``explained``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLCertVerificationError, SSLError
from textwrap import shorten
from typing import Final, TypeVar

from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from lineage_graph.errors import LineageError, Neo4jUnavailable, NothingMatched, UsageError
from lineage_graph.schema import NAMES_INDEX

_Error = TypeVar("_Error", bound=BaseException)

_ACCESS_MODE: Final = "Neo.ClientError.Statement.AccessMode"
_LONGEST: Final = 300
_OTHER_HOST: Final = (62, 64)
"""X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH, see X509_STORE_CTX_get_error of OpenSSL."""
_CLIENT: Final = "Neo.ClientError."
_PROCEDURE_FAILED: Final = "Neo.ClientError.Procedure.ProcedureCallFailed"
_ADVICE: Final = {
    "Neo.ClientError.Database.DatabaseNotFound": "has no such database; set NEO4J_DATABASE",
    "Neo.ClientError.Security.AuthenticationRateLimit": "refused after too many wrong passwords; wait some seconds",
    "Neo.ClientError.Security.Forbidden": "does not let this user do that; ask for the rights, or use another user",
    "Neo.ClientError.Transaction.TransactionTimedOut": "gave up: the query ran longer than db.transaction.timeout",
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration": "gave up: a change took too long; load again",
    "Neo.ClientError.Transaction.LockClientStopped": "gave up: another change went on for too long; load again",
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError": "has too little memory for this query; narrow it, or "
    "raise dbms.memory.transaction.total.max",
    "Neo.TransientError.General.OutOfMemoryError": "is out of memory; raise its heap",
    "Neo.TransientError.Database.DatabaseUnavailable": "has this database stopped; start it",
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase": "has this database read only",
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase": "has this database read only",
    "Neo.ClientError.Cluster.NotALeader": "cannot write here: connect to the cluster with neo4j://, not bolt://",
}


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Within it, an error of the driver becomes one of ours; ``place`` is the URI, without credentials."""
    try:
        yield
    except (DriverError, Neo4jError) as error:
        raise explained(error, place) from error


def explained(error: DriverError | Neo4jError, place: str) -> LineageError:
    """The error to raise instead."""
    if isinstance(error, Neo4jError):
        return _refused(error, place)
    if refusal := _cause(error, SSLCertVerificationError):
        return _not_trusted(refusal, place)
    if failure := _cause(error, SSLError):
        return Neo4jUnavailable(
            f"Neo4j at {place} does not speak TLS there: {(failure.reason or str(failure)).replace('_', ' ').lower()}\n"
            "Switch encryption on in the server, or use bolt:// or neo4j:// where it runs on this machine."
        )
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return Neo4jUnavailable(
            f"Neo4j at {place} cannot be reached: {_brief(_answered(error))}\n"
            "Check that it runs and that NEO4J_URI names it, or start a local one with: lineage-graph up"
        )
    return Neo4jUnavailable(f"Neo4j at {place}: {_brief(error)}")


def _not_trusted(refusal: SSLCertVerificationError, place: str) -> LineageError:
    if refusal.verify_code in _OTHER_HOST:
        return Neo4jUnavailable(
            f"The certificate of Neo4j at {place} is for another host: {refusal.verify_message}\n"
            "Use the name that the certificate holds, or neo4j+ssc:// or bolt+ssc:// to accept it under any name."
        )
    return Neo4jUnavailable(
        f"The certificate of Neo4j at {place} is not trusted: {refusal.verify_message}\n"
        "Use neo4j+ssc:// or bolt+ssc:// in place of +s to accept a self-signed certificate."
    )


def _refused(error: Neo4jError, place: str) -> LineageError:
    code = error.code or ""
    if code in _ADVICE:
        return Neo4jUnavailable(f"Neo4j at {place} {_ADVICE[code]} ({_brief(error)}).")
    if isinstance(error, AuthError):
        return Neo4jUnavailable(
            f"Neo4j at {place} refused the user name or the password; "
            "set NEO4J_USERNAME and NEO4J_PASSWORD, or see lineage.yml."
        )
    if code == _ACCESS_MODE:
        return UsageError("This query writes; only reading is allowed here. Use Neo4j Browser to change the graph.")
    if code == _PROCEDURE_FAILED and NAMES_INDEX in (error.message or ""):
        return NothingMatched(
            f"Nothing was ever loaded into the graph at {place}; fill it with: lineage-graph load PATH"
        )
    if isinstance(error, ClientError) and code.startswith(_CLIENT + "Statement"):
        return UsageError(f"Neo4j does not accept the query: {_brief(error)}")
    return Neo4jUnavailable(f"Neo4j at {place} refused the work: {_brief(error)} [{code}]")


def _answered(error: DriverError) -> DriverError | Neo4jError:
    """What the first router said, in place of the driver's word that none of them was of use."""
    group = _cause(error, BaseExceptionGroup)
    said = group.exceptions[0] if group else error
    return said if isinstance(said, DriverError | Neo4jError) else error


def _brief(error: DriverError | Neo4jError) -> str:
    text = (error.message if isinstance(error, Neo4jError) else str(error)) or type(error).__name__
    return shorten(text, _LONGEST, placeholder=" ...")


def _cause(error: BaseException, kind: type[_Error]) -> _Error | None:
    return next((one for one in _causes(error) if isinstance(one, kind)), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that led to it; with neo4j:// the driver gathers what each router answered in a group."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        if isinstance(seen, BaseExceptionGroup):
            for one in seen.exceptions:
                yield from _causes(one)
        seen = seen.__cause__ or seen.__context__
