"""The JSON Schema of ``lineage.yml``, with which editors complete and check; made from the settings.

``python -m lineage_graph.configuration.schema`` writes ``lineage.schema.json`` anew; a test keeps it fresh. What types
cannot say stands in ``_ALSO``.
"""

import json
import sys
from pathlib import Path
from typing import Final, get_args

import msgspec

from lineage_graph.configuration.block import ONE_VARIABLE
from lineage_graph.configuration.credentials import CredentialSettings
from lineage_graph.configuration.document import Plain
from lineage_graph.configuration.durations import PATTERN, Duration
from lineage_graph.configuration.settings import Configuration

FILE: Final = Path(__file__).with_name("lineage.schema.json")

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_VARIABLE: Final = r"\$\{"
_LEFT_OUT: Final = frozenset({"discriminator", "title"})
_ALSO: Final[dict[str, dict[str, Plain]]] = {
    "DataFactorySettings": {"dependentRequired": {"factory": ["resource-group"]}},
    "SynapseSettings": {"anyOf": [{"required": ["workspace"]}, {"required": ["endpoint"]}]},
}

Block = dict[str, Plain]


def schema_text() -> str:
    """The schema as the file holds it."""
    made: Block = msgspec.json.schema(Configuration, schema_hook=_own_type)
    definitions = made.pop("$defs")
    blocks: Block = dict(definitions) if isinstance(definitions, dict) else {}
    told: Plain = {name: _with(_told(block), _ALSO.get(name, {})) for name, block in blocks.items()}
    return json.dumps({"$schema": _DIALECT, **made, "$defs": told}, indent=2) + "\n"


def _own_type(kind: type[object]) -> Block:
    return {"type": "string", "pattern": PATTERN} if kind is Duration else {"type": "string", "minLength": 1}


def _with(block: Plain, more: Block) -> Plain:
    return {**block, **more} if isinstance(block, dict) else block


def _told(value: Plain, key: str = "") -> Plain:
    """The schema as editors show it best: without nulls and the names of our classes, with variables for texts."""
    if isinstance(value, list):
        return [_told(item) for item in value]
    if not isinstance(value, dict):
        return value.replace("``", "`") if isinstance(value, str) and key == "description" else value
    block = {name: _told(child, name) for name, child in _without_null(value).items() if _is_told(name, child)}
    if key == "credential":
        return _or_its_kind(block)
    return _tag(block) if key == "type" else _or_a_variable(block)


def _is_told(name: str, value: Plain) -> bool:
    empty = value in (None, (), [], {}) or isinstance(value, dict)
    return name not in _LEFT_OUT and not (name in ("default", "required") and empty)


def _without_null(block: Block) -> Block:
    """An optional value is left out of the file, not written as null."""
    choices = block.get("anyOf")
    if not isinstance(choices, list) or {"type": "null"} not in choices:
        return block
    rest = {name: value for name, value in block.items() if name != "anyOf"}
    others = [choice for choice in choices if choice != {"type": "null"}]
    only = others[0]
    return {**only, **rest} if len(others) == 1 and isinstance(only, dict) else {**rest, "anyOf": others}


def _tag(block: Block) -> Block:
    kinds = block.get("enum")
    return {"const": kinds[0]} if isinstance(kinds, list) else block


def _or_its_kind(block: Block) -> Block:
    choices = block.get("anyOf")
    kinds: list[Plain] = [str(kind.__struct_config__.tag) for kind in get_args(CredentialSettings)]
    blocks = choices if isinstance(choices, list) else []
    return {**block, "anyOf": [{"enum": kinds}, *blocks]}


def _or_a_variable(block: Block) -> Block:
    """Wherever a text is expected, ``${NAME}`` may stand."""
    pattern, words = block.get("pattern"), block.get("enum")
    if isinstance(pattern, str) and pattern != ONE_VARIABLE:
        return {**block, "pattern": f"{pattern}|{_VARIABLE}"}
    if isinstance(words, list) and all(isinstance(word, str) for word in words):
        rest = {name: value for name, value in block.items() if name != "enum"}
        return {**rest, "anyOf": [{"enum": words}, {"type": "string", "pattern": _VARIABLE}]}
    return block


if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    path.write_text(schema_text(), encoding="utf-8")
