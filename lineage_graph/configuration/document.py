"""YAML to plain values, and the line of each: safe, small, and without what a configuration does not need.

Anchors, aliases and tags are refused, so nothing in the file can construct objects or grow. Numbers are those of JSON;
everything else is text, so a host is never taken for a time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

import yaml

from lineage_graph.errors import UsageError

LARGEST_FILE: Final = 1024 * 1024
"""Bytes."""

DEEPEST_NESTING: Final = 20

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]
Place = tuple[str | int, ...]
"""The way to a value: keys and positions."""

_NO_ANCHORS: Final = "anchors (&) and aliases (*) are not allowed; write the value out, quote a text with * or &"
_INTEGER: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_FLOAT: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Document:
    """The file's values, and the line on which each begins, counted from 1."""

    path: Path
    content: Plain
    lines: dict[Place, int]

    def refuse(self, place: Place, problem: str) -> NoReturn:
        """Raise ``UsageError`` for the value there, naming file, line and key."""
        raise UsageError(self.told(place, problem))

    def told(self, place: Place, problem: str) -> str:
        """The problem of the value there, with file, line and key."""
        line = next((self.lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in self.lines), 1)
        return f"{self.path}, line {line}: {_spelled(place)}{problem}"


def read(path: Path) -> Document:
    """The file; raises ``UsageError`` where it is missing, no YAML, or holds what is refused."""
    text = _text(path)
    try:
        _check(path, text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        _refuse(path, line, f"not valid YAML: {error.problem or error.context}")
    except yaml.YAMLError:
        _refuse(path, 1, "not valid YAML: it holds characters that no text has")
    lines: dict[Place, int] = {(): 1}
    content = None if node is None else _value(node, (), path, lines)
    return Document(path, content, lines)


def _refuse(path: Path, line: int, problem: str) -> NoReturn:
    raise UsageError(f"{path}, line {line}: {problem}")


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise UsageError(f"{path} is not a file; name a configuration such as lineage.yml")
        if path.stat().st_size > LARGEST_FILE:
            raise UsageError(f"{path} is larger than {LARGEST_FILE // 1024**2} MB; that is no configuration")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None


def _check(path: Path, text: str) -> None:
    """Look at the file's events, before anything is built from them."""
    depth = 0
    documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            _refuse(path, line, _NO_ANCHORS)
        if tag := getattr(event, "tag", None):
            _refuse(path, line, f"tags such as {tag} are not allowed; remove it")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST_NESTING:
            _refuse(path, line, f"nested deeper than {DEEPEST_NESTING} levels")
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            _refuse(path, line, "a second document begins here; one is allowed")


def _value(node: yaml.Node, place: Place, path: Path, lines: dict[Place, int]) -> Plain:
    lines.setdefault(place, node.start_mark.line + 1)
    match node:
        case yaml.MappingNode():
            return dict(_pairs(node, place, path, lines))
        case yaml.SequenceNode():
            return [_value(child, (*place, index), path, lines) for index, child in enumerate(node.value)]
        case yaml.ScalarNode():
            return _scalar(node)
        case _:
            return None


def _pairs(node: yaml.MappingNode, place: Place, path: Path, lines: dict[Place, int]) -> Iterator[tuple[str, Plain]]:
    first: dict[str, int] = {}
    for key, child in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            _refuse(path, line, f"{_spelled(place)}a key must be a text")
        name = str(key.value)
        if name in first:
            problem = f"the key is given twice, first on line {first[name]}; keep one"
            _refuse(path, line, f"{_spelled((*place, name))}{problem}")
        first[name] = line
        lines[(*place, name)] = line
        yield name, _value(child, (*place, name), path, lines)


def _scalar(node: yaml.ScalarNode) -> Plain:
    written = str(node.value)
    if node.style is not None:
        return written
    if written.lower() in _WORDS:
        return _WORDS[written.lower()]
    if _INTEGER.fullmatch(written):
        return int(written)
    return float(written) if _FLOAT.fullmatch(written) else written


def _spelled(place: Place) -> str:
    """``sources[0].path: `` for the way there; empty for the whole file."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return f"{words.removeprefix('.')}: " if words else ""
