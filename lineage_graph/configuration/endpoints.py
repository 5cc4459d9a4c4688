"""The address of an endpoint: encrypted, unless it is on this machine."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit


def problem_of(endpoint: str) -> str | None:
    """What is wrong with the address, and what to write; None if nothing is."""
    parts = _parts(endpoint)
    if parts is None:
        return "this is no address; write https://HOST"
    if parts.scheme == "http" and not is_on_this_machine(endpoint):
        return "http is for an address on this machine only; write https"
    return None


def is_on_this_machine(endpoint: str) -> bool:
    """Whether the host is ``localhost`` or a loopback address."""
    parts = _parts(endpoint)
    host = (parts.hostname or "") if parts else ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _parts(endpoint: str) -> SplitResult | None:
    try:
        parts = urlsplit(endpoint)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if whole else None
