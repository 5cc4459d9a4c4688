"""What is found in a notebook: accesses, and the names whose values only the run knows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

FIRST_HOLE: Final = 0xE000
MOST_HOLES: Final = 6000
LONGEST_VALUE: Final = 8192
"""Characters; a longer value is no path."""


@dataclass(frozen=True, slots=True)
class Access:
    """One place that a cell reads or writes.

    ``kind`` is ``path``, ``table``, ``sql-endpoint`` (a database that is not Spark's own: ``name`` is a table there),
    ``query`` (the same, ``name`` is its SQL), ``container`` (Cosmos DB) or ``topic``. ``connection`` is the linked
    service, the URL without credentials, or the server that it is reached through. ``cell``, counted from 0, is the
    first that does it.
    """

    kind: str
    name: str
    writes: bool
    format: str | None
    cell: int
    connection: str | None = None


@dataclass(frozen=True, slots=True)
class Hole:
    """An unknown value: how the code names it. ``parameter`` if a caller may give it; then ``default`` may be known.

    ``mark`` is ``date`` for what the code makes from a date or time.
    """

    name: str
    parameter: bool = False
    default: str | None = None
    mark: Literal["", "date"] = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Another notebook that a cell runs by itself, as the code names it; ``given`` if it gets arguments."""

    name: str
    given: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell, or a statement in it, that is not understood, and why in one line."""

    cell: int
    reason: str


@dataclass(frozen=True, slots=True)
class Accesses:
    """All accesses in the order of the cells. The character U+E000 in a name stands for ``holes[0]``, and so on.

    ``mounts`` are the points in the file system that the code mounts, each with the address mounted there.
    """

    found: tuple[Access, ...] = ()
    holes: tuple[Hole, ...] = ()
    unread: tuple[Unread, ...] = ()
    mounts: tuple[tuple[str, str], ...] = ()
    runs: tuple[Run, ...] = ()

    def __iter__(self) -> Iterator[Access]:
        return iter(self.found)


Argument = str | tuple[str, ...] | None
"""A text with holes, several of them, or what is no text."""


@dataclass(frozen=True, slots=True)
class Call:
    """One step of a chain: ``.name(arguments)``, or ``.name`` where ``called`` is false."""

    name: str
    arguments: tuple[Argument, ...] = ()
    named: Mapping[str, Argument] = field(default_factory=dict)
    called: bool = False


Chain = tuple[Call, ...]
"""``spark.read.parquet("x")`` as its steps, whatever language wrote it."""

_DATES: Final = frozenset({
    "date", "datetime", "DateTime", "DateTimeOffset", "Instant", "LocalDate", "LocalDateTime", "OffsetDateTime",
    "ZonedDateTime",
})  # fmt: skip
"""The types of dates and times in Python, Java and C#."""
_DATES_AS_TEXT: Final = frozenset({"strftime", "isoformat"})


def _is_date(chain: Chain) -> bool:
    """Whether the chain makes a text from a date: ``LocalDate.now().format(f)``, ``datetime.now().strftime("%Y")``."""
    names = [call.name for call in chain]
    return len(names) > 1 and not (_DATES.isdisjoint(names[:-1]) and _DATES_AS_TEXT.isdisjoint(names))


@dataclass(slots=True)
class Session:
    """What the cells so far have told: values and chains of names, temporary views, holes; filled cell by cell.

    ``database`` is the one that the tables without one are in, None for Spark's default.
    """

    values: dict[str, str] = field(default_factory=dict)
    chains: dict[str, Chain] = field(default_factory=dict)
    views: frozenset[str] = frozenset()
    assigned: frozenset[str] = frozenset()
    holes: dict[str, Hole] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    found: dict[tuple[object, ...], Access] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    mounts: dict[str, str] = field(default_factory=dict)
    runs: dict[Run, None] = field(default_factory=dict)
    database: str | None = None

    def hole(
        self, name: str, *, parameter: bool = False, default: str | None = None, made_by: Chain | None = None
    ) -> str:
        """The character that stands for the name, whose value ``made_by`` makes; beyond the last one all share it."""
        if name not in self.holes and len(self.holes) < MOST_HOLES:
            self.numbers[name] = len(self.holes)
            mark: Literal["", "date"] = "date" if _is_date(made_by or self.chains.get(name, ())) else ""
            self.holes[name] = Hole(name, parameter, default, mark)
        return chr(FIRST_HOLE + self.numbers.get(name, MOST_HOLES - 1))

    def add(self, access: Access) -> None:
        """Takes the access in, unless an earlier cell does the same."""
        self.found.setdefault((access.kind, access.name, access.writes, access.format, access.connection), access)

    def result(self) -> Accesses:
        """What was found, with the holes that stand in it, numbered anew in the order in which they do."""
        known = tuple(self.holes.values())
        text = "".join(f"{access.name}{access.connection or ''}" for access in self.found.values())
        used = dict.fromkeys(ord(sign) - FIRST_HOLE for sign in text if 0 <= ord(sign) - FIRST_HOLE < len(known))
        signs = {FIRST_HOLE + old: chr(FIRST_HOLE + new) for new, old in enumerate(used)}
        found = (replace(access, name=access.name.translate(signs),
                         connection=access.connection and access.connection.translate(signs))
                 for access in self.found.values())  # fmt: skip
        mounts = tuple(self.mounts.items())
        holes = tuple(known[old] for old in used)
        return Accesses(tuple(found), holes, tuple(self.unread), mounts, tuple(self.runs))
