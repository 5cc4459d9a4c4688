"""How far back a question goes: ``7d``, ``12h``, or a date or time. Gives commands an aware ``datetime``."""

from datetime import UTC, datetime
from typing import Final

import click

from lineage_graph.configuration.durations import duration


class Since(click.ParamType[datetime]):
    """A span of time before now, or a day or time; without a zone it is UTC's."""

    name = "since"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The time that is meant."""
        if isinstance(value, datetime):
            return value
        text = str(value)
        found = _before_now(text) or _written(text)
        if found is None:
            self.fail(f"{text!r} is no span of time such as 7d or 12h, and no date such as 2026-11-01.", param, ctx)
        return found


SINCE: Final = Since()


def _before_now(text: str) -> datetime | None:
    try:
        return datetime.now(UTC) - duration(text)
    except (ValueError, OverflowError):
        return None


def _written(text: str) -> datetime | None:
    try:
        written = datetime.fromisoformat(text)
        return (written if written.tzinfo else written.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
