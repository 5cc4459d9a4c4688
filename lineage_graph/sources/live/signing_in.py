"""A token for the service at an address, asked for and thrown away: which credential gave it, or why none did."""

import re
from typing import Final

from azure.core.credentials import TokenCredential
from azure.core.exceptions import AzureError

from lineage_graph.errors import AzureUnavailable
from lineage_graph.sources.live.addresses import Address
from lineage_graph.sources.live.failures import shown
from lineage_graph.sources.live.quiet import quieten

_LONGEST_REASON: Final = 300
_TRIED: Final = re.compile(r"^\s+(\w+Credential): ", re.MULTILINE)
"""How a chain of credentials lists those that it tried."""


def sign_in(address: Address, credential: TokenCredential) -> str:
    """What ``sign_in`` of the package promises."""
    quieten()
    try:
        credential.get_token(address.scope)
    except (AzureError, ValueError, OSError) as error:
        raise AzureUnavailable(_refused(address, str(error) or type(error).__name__)) from None
    # azure-identity tells which credential of a chain gave the token in its log and in this attribute only.
    giver = getattr(credential, "_successful_credential", None) or credential
    return type(giver).__name__


def _refused(address: Address, said: str) -> str:
    tried = list(dict.fromkeys(_TRIED.findall(said)))
    chain = f" It tried {', '.join(tried)}." if tried else ""
    reason = shown(said.strip().partition("\n")[0], _LONGEST_REASON)
    remedy = "Log in (az login), or check the credential, its secret and its tenant."
    return f"no token for {address.scope.removesuffix('/.default')}: {reason}{chain}\n{remedy}"
