"""JSON in bytes or inside a text, decoded fast where it is ordinary and with care where it is not.

Logs keep inputs, outputs and parameters as JSON in a text, and cut it off where it gets too long.
"""

from typing import Final

import msgspec

from lineage_graph.sources.decoding import DEEPEST_NESTING, LARGEST_FILE, Document, Flaw, decode, is_too_large
from lineage_graph.sources.raw import Json

MALFORMED: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def decoded(raw: bytes | bytearray | memoryview | msgspec.Raw) -> Json | Flaw:
    """The JSON in these bytes; the same limits hold as for definitions, but the last of two equal names counts."""
    try:
        content: Json = msgspec.json.decode(raw)
    except MALFORMED:
        return with_care(bytes(raw))
    return _checked(content, bytes(raw))


def with_care(raw: bytes) -> Json | Flaw:
    """The JSON in bytes that are not quite as the standard wants them, or what is wrong with them."""
    if len(raw) > LARGEST_FILE:
        return Flaw("no JSON, or cut off")
    found = decode(raw)
    return found.content if isinstance(found, Document) else found


def embedded(text: str) -> Json | Flaw:
    """The JSON inside a text, itself where it is none: a parameter or a message may be any text."""
    found = decoded(text.encode("utf-8", "surrogatepass"))
    return text if isinstance(found, Flaw) else found


def _checked(content: Json, raw: bytes) -> Json | Flaw:
    """Counting the brackets is enough for almost every record."""
    if raw.count(b"{") + raw.count(b"[") <= DEEPEST_NESTING:
        return content
    problem = is_too_large(content)
    return Flaw(problem) if problem else content
