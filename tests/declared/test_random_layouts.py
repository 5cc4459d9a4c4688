"""Random layouts of paths come back as the key that the design's words give: dates, ids, unknown parts, wildcards.

A pipeline copies between two files whose names are made of pieces, handed down through calls, loops and parameters.
"""

import re
from dataclasses import dataclass
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from lineage_graph.records import Dataset, Pipeline, Properties, Value
from tests.declared.estate import HERE, call, copy, dataset, expression, linked, links, parameter, pipeline, service
from tests.declared.test_random_estates import each

DATE, ID, UNKNOWN, GIVEN = "\x01", "\x02", "\x03", "\x04"
MARKS: Final = {DATE: "{date}", ID: "{id}", UNKNOWN: "{}"}
PLACEHOLDER: Final = "move/activities/copy/unknown/source"


@dataclass(frozen=True)
class Piece:
    """A part of a path: what it means, and the expression that gives it; None for a text as it stands."""

    meaning: str
    code: str | None = None

    @property
    def written(self) -> str:
        """As an argument of ``concat``."""
        return self.code or "'" + self.meaning.replace("'", "''") + "'"


DATES: Final = (
    "utcNow('yyyy/MM/dd')",
    "formatDateTime(utcNow(), 'yyyy')",
    "formatDateTime(addDays(pipeline().TriggerTime, -1), 'MM')",
    "convertTimeZone(utcNow(), 'UTC', 'W. Europe Standard Time', 'dd')",
    "substring(string(trigger().scheduledTime), 0, 10)",
    "replace(utcNow('yyyy-MM-dd'), '-', '/')",
)
TEXTS: Final = ("raw", "a b", "year=", "month=", "_", ".csv", "x", "2026", "50%", "#1", "{x}", "it's", "Ä")
PIECES: Final = (
    *(Piece(text) for text in TEXTS),
    *(Piece(DATE, code) for code in DATES),
    *(Piece(ID, code) for code in ("pipeline().RunId", "guid()", "activity('look').ActivityRunId")),
    *(Piece(UNKNOWN, code) for code in ("activity('look').output.firstRow.name", "variables('v')")),
    Piece("2024/03/05", "formatDateTime('2024-03-05', 'yyyy/MM/dd')"),
    Piece("AB", "toUpper('ab')"),
    Piece(GIVEN, "pipeline().parameters.p"),
)
WILD: Final = tuple(map(Piece, ("*", "*.csv", "part-*", "year=*", "**")))
VALUES: Final = ("eu", "a/b", "x y", "7")


@st.composite
def paths(draw: st.DrawFn, pieces: tuple[Piece, ...] = PIECES, least: int = 0) -> tuple[Piece, ...]:
    """Segments of one to three pieces, with a slash between them and here and there one too many."""
    slash = Piece(draw(st.sampled_from(["/", "/", "//", "/./"])))
    segments = draw(st.lists(st.lists(st.sampled_from(pieces), min_size=1, max_size=3), min_size=least, max_size=4))
    found = [piece for segment in segments for piece in (*segment, slash)][:-1]
    is_framed = draw(st.booleans())
    if found and is_framed:
        found = [Piece("/"), *found, Piece("/")]
    return tuple(found)


@dataclass(frozen=True)
class Side:
    """Where one end lies: container, folder and file, each written in one of several ways."""

    container: tuple[Piece, ...]
    folder: tuple[Piece, ...]
    file: tuple[Piece, ...]
    is_concat: bool
    handed: bool
    form: str

    @property
    def is_within(self) -> bool:
        """Whether the container is the folder's first segment."""
        return self.form != "location"

    @property
    def is_own(self) -> bool:
        """Whether the dataset itself says its folder: it knows nothing of the pipeline that uses it."""
        return not any(re.search("pipeline|activity|variables|trigger", piece.code or "") for piece in self.folder)


@dataclass(frozen=True)
class Reading:
    """What takes the dataset's part: wildcards, a prefix, or a list of files."""

    folder: tuple[Piece, ...] = ()
    file: tuple[Piece, ...] = ()
    prefix: tuple[Piece, ...] = ()
    is_listed: bool = False


sides = st.builds(
    Side,
    container=st.sampled_from(
        (
            (Piece("lake"),),
            (Piece("Lake"),),
            (Piece("eu", "toLower('EU')"),),
            (Piece(UNKNOWN, "variables('v')"),),
            (Piece("raw-"), Piece(GIVEN, "pipeline().parameters.p")),
        )
    ),
    folder=paths(),
    file=st.lists(st.sampled_from(PIECES), max_size=3).map(tuple),
    is_concat=st.booleans(),
    handed=st.booleans(),
    form=st.sampled_from(("location", "location without container", "old")),
)
readings = (
    st.just(Reading())
    | st.builds(
        Reading,
        folder=st.just(()) | paths(pieces=(*PIECES, *WILD), least=1),
        file=st.just(()) | st.lists(st.sampled_from((*PIECES, *WILD)), max_size=2).map(tuple),
    )
    | st.builds(Reading, prefix=paths(least=1))
    | st.just(Reading(is_listed=True))
)


def key(side: Side, reading: Reading, value: str) -> str:
    """What the design says: the container in lower case, the rest as it is, marks for what nobody knows."""
    folder, file = meant(side.folder, value), meant(side.file, value)
    if reading.is_listed:
        return PLACEHOLDER
    if reading.prefix:
        path = f"{meant(reading.prefix, value)}"
        path = path if path.endswith("/") else f"{path}*"
    elif reading.folder:
        path = f"{meant(reading.folder, value)}/{meant(reading.file, value)}"
    else:
        path = f"{folder}/{meant(reading.file, value) or file}"
    whole = f"{meant(side.container, value)}/{path}"
    container, *segments = (segment for segment in whole.split("/") if segment not in {"", "."})
    while segments and segments[-1] in {"*", "**"}:
        segments.pop()
    root = f"abfss://{segment_key(container.lower())}@acc.dfs.core.windows.net"
    return "/".join((root, *map(segment_key, segments))).removeprefix("abfss://lake@acc.dfs.core.windows.net/")


def meant(pieces: tuple[Piece, ...], value: str) -> str:
    return "".join(piece.meaning for piece in pieces).replace(GIVEN, value)


def segment_key(segment: str) -> str:
    encoded = re.sub("[{}%#]", lambda one: f"%{ord(one[0]):02X}", segment)
    return re.sub("(\x01+)|(\x02+)|(\x03+)", lambda run: MARKS[run[0][0]], encoded)


def written(pieces: tuple[Piece, ...], *, is_concat: bool) -> Value:
    """The pieces as one expression, or as a text with expressions in it."""
    if not pieces:
        return None
    if is_concat:
        return expression(f"@concat({', '.join(piece.written for piece in pieces)})")
    return expression("".join(f"@{{{piece.code}}}" if piece.code else piece.meaning for piece in pieces))


def files(name: str, side: Side) -> Dataset:
    """Container and file are the dataset's parameters, and the folder where the dataset cannot say it itself."""
    folder = written(folder_of(side), is_concat=side.is_concat) if says_folder(side) else None
    fields: dict[str, Value] = {
        "type": "AzureBlobFSLocation",
        "fileSystem": None if side.is_within else expression("@dataset().container"),
        "folderPath": folder or expression("@{dataset().folder}"),
        "fileName": expression("@dataset().file"),
    }
    location = Properties({field: value for field, value in fields.items() if value})
    is_old = side.form == "old"
    return Dataset(
        name=name,
        origin=HERE,
        type="AzureBlob" if is_old else "Binary",
        linked_service=linked("lake"),
        parameters=(parameter("container"), parameter("folder"), parameter("file")),
        settings=location if is_old else Properties({"location": location}),
    )


def folder_of(side: Side) -> tuple[Piece, ...]:
    return (*side.container, Piece("/"), *side.folder) if side.is_within else side.folder


def says_folder(side: Side) -> bool:
    return side.is_own and (not side.is_within or all(piece.code is None for piece in side.container))


def estate(source: Side, sink: Side, reading: Reading, values: tuple[str, ...]) -> tuple[Pipeline, ...]:
    """A pipeline that copies, called once for each value; a file's name is handed to it where the side says so."""
    arguments: dict[str, Value] = {"p": expression("@item()")}
    ends = []
    for name, side in (("source", source), ("sink", sink)):
        is_handed = side.handed and bool(side.file)
        file = written(side.file, is_concat=side.is_concat)
        if is_handed:
            of_the_item = tuple(Piece(GIVEN, "item()") if piece.meaning == GIVEN else piece for piece in side.file)
            arguments[f"{name}File"] = written(of_the_item, is_concat=side.is_concat)
            file = expression(f"@pipeline().parameters.{name}File")
        container, folder = (written(one, is_concat=side.is_concat) for one in (side.container, folder_of(side)))
        ends.append(dataset(name, container=container, folder=folder or "", file=file or ""))
    moved = copy("copy", *ends, source=Properties({"storeSettings": store_settings(reading, source)}))
    parameters = tuple(parameter(name) for name in arguments)
    calling = each("each", values, call("call", "move", **arguments))
    return pipeline("move", moved, parameters=parameters), pipeline("start", calling)


def store_settings(reading: Reading, side: Side) -> Properties:
    within = (*side.container, Piece("/")) if side.is_within else ()
    settings_: dict[str, Value] = {
        "wildcardFolderPath": written((*within, *reading.folder), is_concat=True) if reading.folder else None,
        "wildcardFileName": written(reading.file, is_concat=False),
        "prefix": written((*within, *reading.prefix), is_concat=True) if reading.prefix else None,
        "fileListPath": "lake/lists/today.txt" if reading.is_listed else None,
    }
    return Properties({name: value for name, value in settings_.items() if value})


@settings(deadline=None, max_examples=200)
@given(sides, sides, readings, st.lists(st.sampled_from(VALUES), min_size=1, max_size=2, unique=True).map(tuple))
def test_paths_come_back_as_the_design_spells_them(
    source: Side, sink: Side, reading: Reading, values: tuple[str, ...]
) -> None:
    declared = service(*estate(source, sink, reading, values), datasets=(files("source", source), files("sink", sink)))
    truth = {(key(source, reading, value), key(sink, Reading(), value)) for value in values}
    assert {(start, end) for start, end, _ in links(declared)} == truth
