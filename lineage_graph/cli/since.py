"""How far back a question goes: ``7d``, ``12h``, or a date or time. Gives commands an aware ``datetime``."""

from datetime import UTC, datetime
from typing import Final

import click

from lineage_graph.answers.starts import EVER
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

observed_option: Final = click.option("--observed", is_flag=True, help="Only over lineage that was seen to run.")
since_option: Final = click.option(
    "--since",
    type=SINCE,
    metavar="WHEN",
    help="Only over lineage that has run since: 7d, 12h, or 2026-11-01 (UTC); means --observed.",
)


def observed_since(observed: bool, since: datetime | None) -> datetime | None:
    """Since when lineage must have run for these two options; None where it need not."""
    return since or (EVER if observed else None)


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
