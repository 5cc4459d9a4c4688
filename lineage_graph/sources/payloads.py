"""What calls over HTTP send and get: nobody can tell a secret in it by its name or its looks, and no lineage needs it.

To take the payload of another type of activity out: name the type here.
"""

from typing import Final

from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import MASK

_CALLS: Final = frozenset({"webactivity", "webhook", "azurefunctionactivity"})
_PAYLOADS: Final = ("body", "headers")


def without_payload(activity_type: Json, settings: dict[str, Json]) -> dict[str, Json]:
    """The activity's settings, or its evaluated input, without what it sends."""
    if not isinstance(activity_type, str) or activity_type.lower() not in _CALLS:
        return settings
    return {name: MASK if name in _PAYLOADS and value else value for name, value in settings.items()}
