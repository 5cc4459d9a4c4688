"""``schema``: the schema of the graph as Cypher, and ``schema apply`` to make it."""

import click

from lineage_graph.cli.connection import Choice, connected, connection_options
from lineage_graph.schema import constraints, document, names_index


@click.group(invoke_without_command=True, short_help="Print the schema of the graph, or make it.")
@click.pass_context
def schema(context: click.Context) -> None:
    """Print the schema of the graph: labels, relationships, properties, constraints and indexes.

    \b
    Examples:
      lineage-graph schema > schema.cypher
      lineage-graph schema apply
    """  # noqa: D301 - click reads the backspace
    if context.invoked_subcommand is None:
        click.echo(document(), nl=False)


@schema.command(short_help="Make the constraints and the index where they are missing.")
@connection_options
def apply(choice: Choice) -> None:
    """Make the constraints and the index where they are missing; a load does so by itself.

    \b
    Example:
      lineage-graph schema apply --uri neo4j+s://graph.example --username writer
    """  # noqa: D301 - click reads the backspace
    definitions = (*constraints(), names_index())
    with connected(choice) as graph:
        for definition in definitions:
            graph.once(definition.text)
    click.echo(f"{len(definitions)} constraints and indexes are in place.", err=True)
