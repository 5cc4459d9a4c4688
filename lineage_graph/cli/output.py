"""The option ``-o`` of every command that answers a question."""

from typing import Final

import click

from lineage_graph.reports.output import FORMS

output_option: Final = click.option(
    "-o",
    "--output",
    type=click.Choice(FORMS),
    default=FORMS[0],
    show_default=True,
    help="A table for people, JSON or CSV for programs.",
)
"""Gives the command an argument ``output``, one of ``reports.output.FORMS``."""
