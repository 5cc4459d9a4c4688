"""The arguments of a pipeline run: texts, of which many hold a list or an object as JSON, without their secrets."""

import msgspec

from lineage_graph.keys import storable
from lineage_graph.records import (
    Masked,
    Properties,
    Reference,
    Value,
    VaultSecret,
)
from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import MASK
from lineage_graph.sources.runs.embedded import embedded
from lineage_graph.sources.values import Border


def argument(name: str, raw: Json, border: Border) -> str:
    """The argument as text; JSON in it goes through the border like any other, and stays as written where it may."""
    inside = embedded(raw) if isinstance(raw, str) and raw.lstrip()[:1] in ("{", "[") else raw
    if isinstance(inside, dict | list):
        kept = _json(border.value(inside, name))
        return storable(raw) if isinstance(raw, str) and kept == inside else _written(kept)
    value = border.value(raw, name)
    return value if isinstance(value, str) else _written(_json(value))


def _json(value: Value) -> Json:
    match value:
        case Properties():
            return {name: _json(child) for name, child in value.items()}
        case tuple():
            return [_json(child) for child in value]
        case Masked():
            return MASK
        case Reference(kind, name):
            return {"referenceName": _json(name), "type": kind}
        case VaultSecret(vault, secret):
            return {"store": _json(vault), "secretName": _json(secret)}
        case _:
            return value


def _written(kept: Json) -> str:
    return storable(msgspec.json.encode(kept).decode())
