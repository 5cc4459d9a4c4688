"""A Data Factory or a Synapse workspace as Azure itself tells it, read over REST through Microsoft's own SDKs.

``read_live`` gives the same records as a Git folder does, of what is published; drafts are in Git only. Importing this
package does not import the SDKs; reading does. Another collection is one line in ``factory`` or ``workspace``.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lineage_graph.records import Reading
from lineage_graph.sources.live.addresses import Address, Cloud, FactoryAddress, WorkspaceAddress
from lineage_graph.sources.live.credentials import CREDENTIALS, CredentialOptions, credential
from lineage_graph.sources.live.options import LiveOptions, Patience, Tally

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

__all__ = [
    "CREDENTIALS",
    "Address",
    "Cloud",
    "CredentialOptions",
    "FactoryAddress",
    "LiveOptions",
    "Patience",
    "Tally",
    "WorkspaceAddress",
    "credential",
    "read_live",
]


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
