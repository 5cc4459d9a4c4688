"""Values as they are written, as JSON text for a property of the graph; what is masked stays masked."""

import json

from lineage_graph.records import ArmParameter, Expression, Masked, Properties, Reference, Value, VaultSecret

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


def as_json(values: Properties) -> str | None:
    """The arguments as JSON text, names in alphabetical order; None where there are none."""
    return json.dumps(plain(values), ensure_ascii=False, sort_keys=True) if values else None


def plain(value: Value) -> Plain:
    """The value without types: an expression is its text."""
    match value:
        case Properties():
            return {name: plain(child) for name, child in value.items()}
        case tuple():
            return [plain(child) for child in value]
        case None | str() | int() | float():
            return value
        case _:
            return _shown(value)


def _shown(value: Expression | ArmParameter | Masked | VaultSecret | Reference) -> Plain:
    match value:
        case Expression(text):
            return text
        case ArmParameter(name):
            return f"[parameters('{name}')]"
        case Reference(name=name):
            return plain(name)
        case _:
            return "**********"
