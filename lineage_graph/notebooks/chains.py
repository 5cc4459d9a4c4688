"""Chains of calls as accesses: what Spark, Delta Lake, pandas and the file utilities of notebooks do with places.

A further way to read or write is one function in ``_RULES``: from a chain to accesses, empty where it is not its own.
Spark: https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/io.html
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

from lineage_graph.notebooks.access import FIRST_HOLE, Access, Argument, Call, Chain, Run, Session, Unread
from lineage_graph.sql import Dialect, FilePath, Place, Statements, tables_of

_FILE_CALLS: Final = frozenset({"parquet", "csv", "json", "orc", "text", "textfile", "delta", "avro", "xml", "excel"})
_VIEW_CALLS: Final = frozenset({
    "createorreplacetempview", "createtempview", "registertemptable", "createglobaltempview",
    "createorreplaceglobaltempview",
})  # fmt: skip
_FILE_TOOLS: Final = frozenset({"mssparkutils", "notebookutils", "dbutils"})
_PANDAS_READ: Final = re.compile(r"read_(csv|parquet|json|excel|orc|feather|pickle|delta|fwf)")
_PANDAS_WRITE: Final = re.compile(r"to_(csv|parquet|json|excel|orc|feather|pickle|delta)")
_FAR: Final = re.compile(r"\w+://|/dbfs/|/lakehouse/|/synfs/|/mnt/|dbfs:/")
_NO_DATA: Final = frozenset({"rate", "console", "memory", "noop", "socket", "foreach"})
_TEXT_FORMATS: Final = {"textfile": "text", "excel": "excel"}
_JDBC_FORMATS: Final = re.compile(
    r"jdbc|.*sqldw|.*\.sqlserver\.jdbc.*|sqlserver|postgresql|mysql|oracle|redshift|.*redshift"
)


def accesses_of(chain: Chain, cell: int, session: Session) -> None:
    """Adds to the session what the chain reads and writes, and the temporary views that it makes."""
    for rule in _RULES:
        for access in rule(chain, cell, session):
            session.add(_in_database(access, session))


def _in_database(access: Access, session: Session) -> Access:
    """The access with the current database before the name of a table that has none of its own."""
    if access.kind != "table" or not session.database or "." in access.name:
        return access
    return replace(access, name=f"{session.database}.{access.name}")


def sql_accesses(text: str, cell: int, session: Session) -> Iterator[Access]:
    """What Spark SQL reads and writes; temporary views of the notebook are no tables."""
    found = tables_of(text, Dialect.SPARK, session.views, session.database)
    if not isinstance(found, Statements):
        session.unread.append(Unread(cell, f"SQL: {found.reason}"))
        return
    session.unread += [Unread(cell, f"SQL: {problem.reason}") for problem in found.unread]
    session.views |= found.local_names
    session.database = found.database or session.database
    for statement in found:
        yield from (_sql_access(read.place, False, cell) for read in statement.reads)
        yield from (_sql_access(place, True, cell) for place in statement.writes)


def _sql_access(place: Place, writes: bool, cell: int) -> Access:
    if isinstance(place, FilePath):
        return Access("path", place.path, writes, place.format, cell)
    return Access("table", str(place), writes, None, cell)


def _sql(chain: Chain, cell: int, session: Session) -> Iterator[Access]:
    for before, call in pairwise(chain):
        if call.name.lower() == "sql" and call.called and before.name.lower().endswith(("spark", "context", "session")):
            for text in _texts(call.arguments[:1] or tuple(call.named.values())[:1]):
                yield from sql_accesses(text, cell, session)


def _views(chain: Chain, cell: int, session: Session) -> Iterator[Access]:
    del cell
    for call in chain:
        if call.name.lower() in _VIEW_CALLS:
            session.views |= {text.lower() for text in _texts(call.arguments[:1])}
    yield from ()


def _current_database(chain: Chain, cell: int, session: Session) -> Iterator[Access]:
    """``spark.catalog.setCurrentDatabase(name)``, which does what USE does.

    https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.setCurrentDatabase.html
    """
    del cell
    for before, call in pairwise(chain):
        if before.name == "catalog" and call.name == "setCurrentDatabase" and call.called:
            session.database = next(_texts(call.arguments[:1] or tuple(call.named.values())[:1]), session.database)
    yield from ()


def _spark_reads(chain: Chain, cell: int, session: Session) -> Iterator[Access]:
    start = _position(chain, "read", "readstream")
    if start >= 0:
        yield from _through(chain[start + 1 :], False, cell)
    for before, call in pairwise(chain):
        if call.name.lower() == "table" and call.called and before.name.lower().endswith(("spark", "context")):
            yield from _tables(call, False, cell, session)
        if call.name.lower() in ("textfile", "wholetextfiles") and call.called and start < 0:
            yield from (Access("path", text, False, "text", cell) for text in _texts(call.arguments[:1]))


def _spark_writes(chain: Chain, cell: int, session: Session) -> Iterator[Access]:
    start = _position(chain, "write", "writestream")
    if start >= 0:
        yield from _through(chain[start + 1 :], True, cell)
    for call in chain:
        if call.name.lower() == "writeto" and call.called:
            yield from _tables(call, True, cell, session)
        if call.name.lower() == "saveastextfile":
            yield from (Access("path", text, True, "text", cell) for text in _texts(call.arguments[:1]))


def _through(steps: Chain, writes: bool, cell: int) -> Iterator[Access]:
    """The options of a reader or writer, up to the call that names the place."""
    options: dict[str, str] = {}
    for call in steps:
        word = call.name.lower()
        if word in ("option", "options", "format"):
            options.update(_options(call))
        elif word in ("load", "save", "start"):
            yield from _placed(call, options, writes, cell)
            return
        elif word in _FILE_CALLS:
            written = _TEXT_FORMATS.get(word, word)
            yield from (Access("path", text, writes, written, cell) for text in _paths(call))
            return
        elif word in ("table", "saveastable", "insertinto", "totable"):
            written_format = options.get("format")
            yield from (Access("table", text, writes, written_format, cell) for text in _texts(call.arguments[:1]))
            return
        elif word == "synapsesql":
            yield from (Access("sql-endpoint", text, writes, "synapsesql", cell,
                               options.get("constants.server") or options.get("server"))
                        for text in _texts(call.arguments[:1]))  # fmt: skip
            return
        elif word in ("jdbc", "cosmosdb"):
            url, table = [*_texts(call.arguments[:2]), "", ""][:2]
            yield Access("sql-endpoint", table, writes, word, cell, without_credentials(url))
            return


def _options(call: Call) -> dict[str, str]:
    """Options by lower-case name; ``format`` is one of them here."""
    if call.name.lower() == "format":
        return {"format": next(_texts(call.arguments[:1]), "").lower()}
    if call.name.lower() == "option":
        key, value = [*call.arguments, None, None][:2]
        return {key.lower(): value} if isinstance(key, str) and isinstance(value, str) else {}
    return {name.lower(): text for name, value in call.named.items() for text in _texts((value,))}


def _placed(call: Call, options: dict[str, str], writes: bool, cell: int) -> Iterator[Access]:
    """``load``, ``save`` and ``start``: the place is the argument, or told by options as the format has it."""
    own = {name.lower(): text for name, value in call.named.items() for text in _texts((value,))}
    told = {**options, **own}
    written = told.get("format")
    if written in _NO_DATA:
        return
    special = _special(written or "", told, writes, cell)
    if special:
        yield special
        return
    paths = list(_paths(call)) or [told[key] for key in ("path",) if key in told]
    yield from (Access("path", path, writes, written, cell) for path in paths)


def _special(written: str, options: Mapping[str, str], writes: bool, cell: int) -> Access | None:
    """Formats whose place is no path: Cosmos DB, databases, event streams."""
    if written.startswith("cosmos."):
        container = options.get("spark.cosmos.container", "")
        service = options.get("spark.synapse.linkedservice") or options.get("spark.cosmos.accountendpoint")
        return Access("container", container, writes, written, cell, service)
    if written in ("kafka", "eventhubs"):
        topic = options.get("subscribe") or options.get("topic") or ""
        return Access("topic", topic, writes, written, cell, options.get("kafka.bootstrap.servers"))
    if written.endswith("snowflake"):
        parts = [options.get(key) for key in ("sfdatabase", "sfschema", "dbtable")]
        name = ".".join(part for part in parts if part)
        return _database(options, writes, Access("sql-endpoint", name, writes, "snowflake", cell, options.get("sfurl")))
    if _JDBC_FORMATS.fullmatch(written):
        url = options.get("url") or options.get("host")
        name = options.get("dbtable", "")
        return _database(options, writes, Access("sql-endpoint", name, writes, written, cell, without_credentials(url)))
    return None


def _database(options: Mapping[str, str], writes: bool, access: Access) -> Access:
    query = options.get("query")
    name = (options.get("dbtable") or "").strip()
    if not writes and (query or name.startswith("(")):
        text = query or name[1:].rpartition(")")[0]
        return Access("query", text, writes, access.format, access.cell, access.connection)
    return access


def without_credentials(url: str | None) -> str | None:
    """A JDBC URL with its server and database alone."""
    if not url:
        return None
    address, _, rest = url.partition("?")
    kept = [
        part
        for part in re.split(";", address)
        if "=" not in part or part.partition("=")[0].strip().lower() in ("database", "databasename", "server")
    ]
    names = re.findall(r"(?:^|&)(?:db|database|schema)=[^&;]*", rest)
    return re.sub(r"//[^/@]*@", "//", ";".join(kept)) + ("?" + "&".join(names) if names else "")


def _delta(chain: Chain, cell: int, session: Session) -> Iterator[Access]:
    """``DeltaTable.forPath`` and ``forName``: https://docs.delta.io/latest/api/python/spark/index.html."""
    del session
    for before, call in pairwise(chain):
        word = call.name.lower()
        if before.name != "DeltaTable" or word not in ("forpath", "forname"):
            continue
        kind = "path" if word == "forpath" else "table"
        changes = _position(chain, "merge", "update", "updateexpr") >= 0
        named = tuple(value for name, value in call.named.items() if name != "sparkSession")
        for text in _texts((call.arguments[1:2] or call.arguments[:1] or named)[:1]):
            yield Access(kind, text, False, "delta", cell)
            if changes:
                yield Access(kind, text, True, "delta", cell)


def _file_tools(chain: Chain, cell: int, session: Session) -> Iterator[Access]:
    """``mssparkutils.fs`` and ``dbutils.fs``: copying and moving reads and writes, writing text writes."""
    if chain[0].name not in _FILE_TOOLS or len(chain) < _STEPS_OF_TOOL or chain[1].name != "fs":
        return
    call = chain[2]
    if call.name in ("cp", "mv", "fastcp"):
        for text, writes in zip(_texts(call.arguments[:2]), (False, True), strict=False):
            yield Access("path", text, writes, None, cell)
    elif call.name in ("put", "append"):
        yield from (Access("path", text, True, "text", cell) for text in _texts(call.arguments[:1]))
    elif call.name == "mount":
        _mount(call, session)


def _mount(call: Call, session: Session) -> None:
    """``mount(source, mount_point)``; what is not literal is not known.

    https://learn.microsoft.com/azure/databricks/dbfs/mounts
    """
    source, point = [*call.arguments, None, None][:2]
    source = call.named.get("source", source)
    point = call.named.get("mount_point", call.named.get("mountPoint", point))
    if isinstance(source, str) and isinstance(point, str) and not _HOLE.search(f"{source}{point}"):
        session.mounts[point] = source


_HOLE: Final = re.compile("[\ue000-\uf8ff]")
_STEPS_OF_TOOL: Final = 3
_RUN_WITHOUT_ARGUMENTS: Final = 2


def _notebooks(chain: Chain, cell: int, session: Session) -> Iterator[Access]:
    """``notebook.run(name, timeout, arguments)`` and ``runMultiple([name, …])`` run others in a session of their own.

    https://learn.microsoft.com/azure/synapse-analytics/spark/microsoft-spark-utilities#notebook-utilities
    """
    del cell
    if chain[0].name in _FILE_TOOLS and len(chain) >= _STEPS_OF_TOOL and chain[1].name == "notebook":
        call = chain[2]
        given = len(call.arguments) > _RUN_WITHOUT_ARGUMENTS or "arguments" in call.named
        named = (*call.arguments[:1], *(call.named[key] for key in ("path",) if key in call.named))
        if call.name in ("run", "runMultiple"):
            session.runs |= {Run(text, given): None for text in _texts(named) if not _HOLE.search(text)}
    yield from ()


def _pandas(chain: Chain, cell: int, session: Session) -> Iterator[Access]:
    """Files that pandas reads and writes elsewhere than on the driver's own disk."""
    for call in chain:
        read, write = _PANDAS_READ.fullmatch(call.name), _PANDAS_WRITE.fullmatch(call.name)
        match = read or write
        if not match or not call.called:
            continue
        named = [call.named[key] for key in ("path", "filepath_or_buffer", "path_or_buf", "io") if key in call.named]
        for text in _texts((*call.arguments[:1], *named)):
            if _is_far(text, session):
                yield Access("path", text, bool(write), match[1], cell)


def _is_far(text: str, session: Session) -> bool:
    holes = list(session.holes.values())
    opening = ord(text[0]) - FIRST_HOLE if text else -1
    starts_with_parameter = 0 <= opening < len(holes) and holes[opening].parameter
    return bool(_FAR.match(text)) or starts_with_parameter


def _tables(call: Call, writes: bool, cell: int, session: Session) -> Iterator[Access]:
    for text in _texts(call.arguments[:1]):
        if text.lower().removeprefix("global_temp.") not in session.views:
            yield Access("table", text, writes, None, cell)


def _paths(call: Call) -> Iterator[str]:
    named = tuple(call.named[key] for key in ("path", "paths") if key in call.named)
    many = call.name.lower() in ("parquet", "orc", "load", "text", "json", "csv")
    first = call.arguments if many and all(isinstance(value, str) for value in call.arguments) else call.arguments[:1]
    if many and call.name.lower() in ("csv", "json", "load", "text"):
        first = call.arguments[:1]
    yield from _texts((*first, *named))


def _texts(arguments: tuple[Argument, ...]) -> Iterator[str]:
    for argument in arguments:
        if isinstance(argument, str):
            yield argument
        elif argument:
            yield from argument


def _position(chain: Chain, *names: str) -> int:
    return next((position for position, call in enumerate(chain) if call.name.lower() in names), -1)


_Rule = Callable[[Chain, int, Session], Iterator[Access]]
_RULES: Final[tuple[_Rule, ...]] = (
    _views,
    _current_database,
    _sql,
    _spark_reads,
    _spark_writes,
    _delta,
    _file_tools,
    _notebooks,
    _pandas,
)
