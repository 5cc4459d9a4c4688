"""The questions in ``cypher/``: each file becomes a frozen ``Query``, its header held to its body.

To add a question, write ``cypher/<topic>/<name>.cypher``; ``cypher/README.md`` tells how. Nothing else is touched.
"""

import json
import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from lineage_graph.errors import UsageError
from lineage_graph.packaged import packaged

Example: TypeAlias = "str | int | float | bool | list[Example] | dict[str, Example] | None"

FOLDER: Final = packaged("cypher")
"""Where the questions are: inside the installed package, beside it in a checkout."""

_SCHEMA: Final = "schema"
_PARAM: Final = re.compile(r":param +(\w+) *=> *(.+)")
_RETURNS: Final = re.compile(r":returns +(\w+(?: *, *\w+)*)")
_USED: Final = re.compile(r"\$(\w+)")
_NOT_CODE: Final = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|//[^\n]*|/\*.*?\*/""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """A parameter of a question; the example is a JSON value, and its type the parameter's."""

    name: str
    example: Example


@dataclass(frozen=True, slots=True)
class Query:
    """A question: ``name`` is its path (``impact/downstream``), ``columns`` are those of every answer."""

    name: str
    title: str
    about: str
    parameters: tuple[QueryParameter, ...]
    columns: tuple[str, ...]
    text: str

    @property
    def examples(self) -> dict[str, Example]:
        """The example of every parameter, ready to be asked with."""
        return {parameter.name: parameter.example for parameter in self.parameters}


@cache
def queries(folder: Path = FOLDER) -> MappingProxyType[str, Query]:
    """All questions by name, sorted; a ``UsageError`` names the file and line of a bad header."""
    files = sorted(path for path in folder.rglob("*.cypher") if path.stem != _SCHEMA)
    named = {path.relative_to(folder).with_suffix("").as_posix(): path for path in files}
    return MappingProxyType({name: read_query(path, name) for name, path in named.items()})


def query(name: str) -> Query:
    """The question with that name; a ``UsageError`` offers close names."""
    known = queries()
    if name in known:
        return known[name]
    close = get_close_matches(name, known, n=3, cutoff=0.4) or [key for key in known if name in key][:3]
    hint = f"Did you mean {', '.join(close)}?" if close else "See: lineage-graph query"
    raise UsageError(f"There is no question {name!r}. {hint}")


def read_query(path: Path, name: str | None = None) -> Query:
    """The question in a file; a ``UsageError`` where it cannot be read or its header is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error
    return parse(text, str(path), name or path.stem)


def parse(text: str, place: str, name: str) -> Query:
    """The question in a text; ``place`` is what errors call it."""
    header, body, first = _split(text)
    if not body:
        raise UsageError(f"{place}:{first}: there is no query below the header.")
    if not header or not header[0].strip():
        raise UsageError(f"{place}:1: the title is missing; write it as the first comment line: // Title.")
    parameters, columns, about = _directives(header[1:], place)
    if not columns:
        raise UsageError(f"{place}:{len(header)}: the columns are missing; write // :returns column, column")
    _check_parameters(body, {parameter.name for parameter in parameters}, f"{place}:{first}")
    return Query(name, header[0].strip().rstrip("."), about, parameters, columns, body)


def used_parameters(text: str) -> frozenset[str]:
    """The names of the parameters in a query, those in strings and comments left out."""
    return frozenset(_USED.findall(_NOT_CODE.sub(" ", text)))


def _split(text: str) -> tuple[list[str], str, int]:
    lines = text.splitlines()
    count = next((number for number, line in enumerate(lines) if not line.startswith("//")), len(lines))
    return [line[2:].removeprefix(" ") for line in lines[:count]], "\n".join(lines[count:]).strip(), count + 1


def _directives(lines: list[str], place: str) -> tuple[tuple[QueryParameter, ...], tuple[str, ...], str]:
    parameters: list[QueryParameter] = []
    columns: tuple[str, ...] = ()
    about: list[str] = []
    for number, line in enumerate(lines, start=2):
        where = f"{place}:{number}"
        if line.startswith(":param"):
            parameters.append(_parameter(line, where))
        elif line.startswith(":"):
            columns = _columns(line, where)
        else:
            about.append(line)
    return tuple(parameters), columns, "\n".join(about).strip()


def _parameter(line: str, where: str) -> QueryParameter:
    match = _PARAM.fullmatch(line.strip())
    if not match:
        raise UsageError(f"{where}: a parameter is written // :param name => example")
    try:
        return QueryParameter(match[1], json.loads(match[2]))
    except ValueError as error:
        raise UsageError(f"{where}: the example of {match[1]} is not a JSON value: {match[2]}") from error


def _columns(line: str, where: str) -> tuple[str, ...]:
    match = _RETURNS.fullmatch(line.strip())
    if not match:
        raise UsageError(f"{where}: only // :param name => example and // :returns column, column are known here.")
    return tuple(column.strip() for column in match[1].split(","))


def _check_parameters(body: str, declared: set[str], where: str) -> None:
    used = used_parameters(body)
    if undeclared := sorted(used - declared):
        raise UsageError(f"{where}: ${undeclared[0]} is used but not declared with // :param")
    if unused := sorted(declared - used):
        raise UsageError(f"{where}: the parameter {unused[0]} is declared but not used.")
