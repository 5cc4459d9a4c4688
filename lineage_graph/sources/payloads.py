"""What activities hand to others: nobody can tell a secret in it by its name or its looks, and no lineage needs it.

That is what calls over HTTP send, and the parameters of packages. To take another type's out: name its properties here.
"""

from collections.abc import Mapping
from typing import Final

from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import MASK

_CALL: Final = ("body", "headers")
_PAYLOADS: Final[Mapping[str, tuple[str, ...]]] = {
    "webactivity": _CALL,
    "webhook": _CALL,
    "azurefunctionactivity": _CALL,
    "executessispackage": ("packageParameters", "projectParameters", "propertyOverrides"),
}
_KEPT: Final = ("AzureKeyVaultSecret",)
"""What only names a secret that is elsewhere."""


def without_payload(activity_type: Json, settings: dict[str, Json]) -> dict[str, Json]:
    """The activity's settings, or its evaluated input, without what it hands over."""
    names = _PAYLOADS.get(activity_type.lower(), ()) if isinstance(activity_type, str) else ()
    if not names:
        return settings
    return {name: _hidden(value) if name in names else value for name, value in settings.items()}


def _hidden(raw: Json) -> Json:
    """A mask, but for the names of parameters and of secrets in a vault."""
    if not isinstance(raw, dict):
        return MASK if raw else raw
    if raw.get("type") in _KEPT:
        return raw
    return {name: _hidden(value) for name, value in raw.items()}
