"""A Data Factory or a Synapse workspace as Azure itself tells it, read over REST through Microsoft's own SDKs.

``read_live`` gives the same records as a Git folder does, ``read_live_runs`` the same as saved run records do.
Importing this package does not import the SDKs; reading does. Another collection of a service is one line in
``factory`` or ``workspace``, another question about runs one method in ``run_service``.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from lineage_graph.records import Reading
from lineage_graph.sources.live.addresses import Address, Cloud, FactoryAddress, WorkspaceAddress
from lineage_graph.sources.live.credentials import CREDENTIALS, CredentialOptions, credential
from lineage_graph.sources.live.options import LiveOptions, Patience, Tally
from lineage_graph.sources.live.run_question import LiveRuns, RunQuestion

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

    from lineage_graph.sources.live.probing import Probe

__all__ = [
    "CREDENTIALS",
    "Address",
    "Cloud",
    "CredentialOptions",
    "FactoryAddress",
    "LiveOptions",
    "LiveRuns",
    "Login",
    "Patience",
    "RunQuestion",
    "Tally",
    "WorkspaceAddress",
    "credential",
    "probe_live",
    "read_live",
    "read_live_runs",
    "server_time",
    "sign_in",
    "single_addresses",
]

Login: TypeAlias = "TokenCredential | None"
"""Who asks; None asks this machine only."""


def read_live(
    addresses: Sequence[Address], credential: "TokenCredential | None", options: LiveOptions | None = None
) -> Reading:
    """What the services at these addresses hold, in this order; those of one group in the order that Azure has.

    A service that could not be read is rejected, a collection that could not makes its service incomplete. Raises
    ``UsageError`` for an address that cannot be asked, ``AzureUnavailable`` where a login is refused or nothing at
    all could be read; then ``ServiceMissing`` where the first of the services is not there.
    """
    from lineage_graph.sources.live.reading import read  # noqa: PLC0415 - imports both SDKs

    return read(addresses, credential, options or LiveOptions())


def read_live_runs(
    address: Address,
    credential: "TokenCredential | None",
    question: RunQuestion,
    options: LiveOptions | None = None,
) -> LiveRuns:
    """The pipeline runs that the question means, each with all its activity runs, of the one service there.

    What failed is rejected and left out, and the watermark stays before it; so does a right that is missing. Raises
    ``UsageError`` for an address that cannot be asked or means several services, ``ServiceMissing`` where none is
    there, ``AzureUnavailable`` where a login is refused. ``options.progress`` counts pipeline runs, read and found.
    """
    from lineage_graph.sources.live.runs import read  # noqa: PLC0415 - imports both SDKs

    return read(address, credential, question, options or LiveOptions())


def single_addresses(
    address: Address, credential: "TokenCredential | None", options: LiveOptions | None = None
) -> tuple[Address, ...]:
    """The address of each service that the address means; Azure is asked only where that may be several.

    Raises ``UsageError`` as ``read_live`` does, ``AzureUnavailable`` where the list cannot be read.
    """
    from lineage_graph.sources.live.runs import single  # noqa: PLC0415 - imports both SDKs

    return single(address, credential, options or LiveOptions())


def server_time(address: Address, credential: "TokenCredential | None", options: LiveOptions | None = None) -> datetime:
    """The time in UTC by the clock of the service at the address, to the second, whether or not it is there.

    Raises ``UsageError`` as ``read_live`` does, ``AzureUnavailable`` where nobody answers.
    """
    from lineage_graph.sources.live.runs import now  # noqa: PLC0415 - imports both SDKs

    return now(address, credential, options or LiveOptions())


def sign_in(address: Address, credential: "TokenCredential") -> str:
    """The name of the credential that gave a token for the service at the address; of a chain the one that did.

    Raises ``AzureUnavailable`` where there is no token.
    """
    from lineage_graph.sources.live import signing_in  # noqa: PLC0415 - imports the SDK

    return signing_in.sign_in(address, credential)


def probe_live(
    address: Address, credential: "TokenCredential | None", options: LiveOptions, *, runs: bool
) -> "tuple[Probe, ...]":
    """What came of one harmless call for each thing that a refresh reads of the one service there, itself first.

    Nothing more is asked where the service itself cannot be. ``runs`` if its runs are wanted. Raises ``UsageError``
    as ``read_live`` does.
    """
    from lineage_graph.sources.live.probing import probe  # noqa: PLC0415 - imports both SDKs

    return probe(address, credential, options, runs=runs)
