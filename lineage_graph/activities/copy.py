"""Copy: from its inputs into its outputs. Staging, logs and rejected rows are no outputs.

https://learn.microsoft.com/azure/data-factory/copy-activity-overview
"""

from dataclasses import replace

from lineage_graph.activities.fabric import written_out
from lineage_graph.activities.reading import Inputs, dataset_routine, source_flow, source_inputs
from lineage_graph.activities.registry import understands
from lineage_graph.expressions import Unknown
from lineage_graph.model import FeedKind, Reason
from lineage_graph.records import Activity, Properties, Value
from lineage_graph.site import End, Flow, Movement, Named, Site, dataset_end, placeholder, shown, together

_PROCEDURE = "sqlWriterStoredProcedureName"


@understands("Copy")
def copy(activity: Activity, site: Site) -> Flow:
    """One movement per output, each with all the inputs (there is one of each, but for very old definitions)."""
    source, sink = activity.settings.properties("source"), activity.settings.properties("sink")
    read = activity.inputs or (written_out(site, source, "source"),)
    written = activity.outputs or (written_out(site, sink, "sink"),)
    inputs = tuple(
        pair
        for number, one in enumerate(read, 1)
        for pair in source_inputs(site, source, one, FeedKind.DATA, _role("source", number))
    )
    called = dataset_routine(site, _procedure(sink), written[0]) or Flow()
    through = tuple(_through(sink, inputs, move) for move in called.movements if move.output)
    plain = (Movement(inputs, _output(site, sink, one, number)) for number, one in enumerate(written, 1))
    own = Flow(through or tuple(plain), effect=_effect(source.properties("storeSettings")))
    asked = source_flow(site, source, read[0])
    moved = tuple(move for move in asked.movements if move.output)  # what else it reads are the source's rows
    return together((own, replace(asked, movements=moved), replace(called, movements=())))


def _through(sink: Properties, inputs: Inputs, move: Movement) -> Movement:
    """What the procedure that takes the rows does with them; which of its statements use them is not told."""
    why = Unknown(Reason.OPAQUE_CODE, f"the rows go into {shown(_procedure(sink))}")
    return Movement((*inputs, *move.inputs), move.output, uncertain=why)


def _output(site: Site, sink: Properties, dataset: Named | None, number: int) -> End:
    role = _role("sink", number)
    if procedure := _procedure(sink):
        return placeholder(site, role, Unknown(Reason.OPAQUE_CODE, f"the rows go into {shown(procedure)}"))
    return dataset_end(site, dataset, role)


def _procedure(sink: Properties) -> Value:
    """The procedure that takes the rows; a sink that upserts writes the table, whatever is left of another choice.

    https://learn.microsoft.com/azure/data-factory/connector-azure-sql-database#azure-sql-database-as-the-sink
    """
    behaviour = sink.text("writeBehavior")
    upserts = isinstance(behaviour, str) and behaviour.lower() == "upsert"
    return None if upserts else sink.text(_PROCEDURE)


def _role(side: str, number: int) -> str:
    """Very old definitions have several inputs or outputs; each may be unknown in its own way."""
    return side if number == 1 else f"{side}-{number}"


def _effect(reading: Properties) -> str | None:
    """A copy that deletes what it has read moves the files."""
    deletes = reading.get("deleteFilesAfterCompletion")
    return "delete-source" if deletes is True or str(deletes).lower() == "true" else None
