"""Short ways to write what a script is expected to say."""

from lineage_graph.sql import Dialect, FilePath, Kind, Place, Statements, TableName, tables_of


def said(sql: str, dialect: Dialect = Dialect.TSQL) -> list[str]:
    """What each statement does: ``a, ?b > c !p`` reads a, b as influence, writes c and executes p."""
    found = tables_of(sql, dialect)
    assert isinstance(found, Statements), found
    assert not found.unread, found.unread
    return lines(found)


def lines(found: Statements) -> list[str]:
    """One line for each statement."""
    written = []
    for statement in found:
        reads = ", ".join(("?" if read.kind is Kind.INFLUENCE else "") + name(read.place) for read in statement.reads)
        writes = "".join(f" > {name(place)}" for place in statement.writes)
        executes = "".join(f" !{name(place)}" for place in statement.executes)
        effects = "".join(f" {effect.action} {name(effect.place)}" for effect in statement.effects)
        written.append((reads + writes + executes + effects + (" …" if statement.partial else "")).strip())
    return written


def name(place: Place) -> str:
    """A table by its parts, holes as ``{0}``; a file as ``<path format @source>``."""
    if isinstance(place, FilePath):
        written = f"<{place.path}{' ' + place.format if place.format else ''}"
        return shown(written + (f" @{place.data_source}>" if place.data_source else ">"))
    assert isinstance(place, TableName)
    return shown(str(place))


def shown(text: str) -> str:
    """Holes made visible: U+E000 is ``{0}``; the script's own is ``{}``."""
    return "".join(
        character if not "\ue000" <= character <= "\uf8ff"
        else "{}" if character == "\uf8ff" else f"{{{ord(character) - 0xE000}}}"
        for character in text
    )  # fmt: skip


def holes(text: str) -> str:
    """``{0}`` and ``{1}`` in a text as the holes that they stand for."""
    return text.replace("{0}", "\ue000").replace("{1}", "\ue001").replace("{2}", "\ue002")
