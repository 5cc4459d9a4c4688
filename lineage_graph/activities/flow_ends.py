"""The ends of a data flow: what a source or sink of its script reads or writes, with this run's parameters.

https://learn.microsoft.com/azure/data-factory/data-flow-source
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lineage_graph.activities.inline import LOCATING, inline_place, workspace_place
from lineage_graph.activities.queries import Asked, query_inputs
from lineage_graph.dataflow_script import (
    Dynamic,
    LiteralText,
    ParameterName,
    Part,
    Script,
    Statement,
    alternatives,
    option,
    parts,
)
from lineage_graph.expressions import Template, Unknown, parts_of, template, template_of
from lineage_graph.model import Reason
from lineage_graph.records import DataFlow, FlowStep, Properties, Reference
from lineage_graph.site import (
    AS_THE_DATASET,
    End,
    Reading,
    Site,
    dataset_end,
    place_end,
    place_named,
    placeholder,
)
from lineage_graph.stores.place import Place

_FILTERED_BY_QUERY: Final = frozenset({"CosmosDbSqlApiCollection", "CosmosDbMongoDbApiCollection"})

Text = str | Template | Unknown


@dataclass(frozen=True, slots=True)
class Running:
    """A data flow in one run: where it stands, its script, its parameters, and the arguments of its datasets."""

    site: Site
    flow: DataFlow
    statements: Mapping[str, Statement]
    parameters: Mapping[str, Text | None]
    dataset_arguments: Properties


def ends(running: Running, steps: tuple[FlowStep, ...], name: str) -> Iterator[End]:
    """The assets of a source or sink: several where a source reads several wildcard paths."""
    site, statement = running.site, running.statements.get(name.casefold())
    step = next((one for one in steps if one.name.casefold() == name.casefold()), None)
    query = _text(running, statement, "query")
    if query and step and (place := _place(running, step, statement)):
        yield from _queried(site, place, query, name)
    elif step is None or (step.dataset is None and step.linked_service is None):
        place = workspace_place(site, _options(running, statement))
        yield place_end(site, place, name) if place else placeholder(site, name, _nowhere(step))
    else:
        for reading in _readings(running, statement):
            yield _end(running, step, statement, reading)


def _queried(site: Site, place: Place, query: Text, name: str) -> Iterator[End]:
    """What the source's query reads; that of a document store only filters what the source names."""
    if place.type in _FILTERED_BY_QUERY:
        yield place_end(site, place, name)
    else:
        asked = Asked(site, place, place.holes.write(query) or "")
        yield from (end for end, _ in query_inputs(asked, name))


def _place(running: Running, step: FlowStep, statement: Statement | None) -> Place | None:
    """Where the source or sink points, by its dataset or by its options."""
    site = running.site
    if step.dataset is None:
        return inline_place(site, step.linked_service, _options(running, statement)) if step.linked_service else None
    found = place_named(site, _dataset(running, step, step.dataset))
    return None if isinstance(found, Unknown) else found


def _dataset(running: Running, step: FlowStep, dataset: Reference) -> Reference:
    """The step's dataset, with the arguments that the activity gives it."""
    given = running.dataset_arguments.properties(step.name)
    return Reference(dataset.kind, dataset.name, Properties({**dataset.arguments, **given}))


def _nowhere(step: FlowStep | None) -> Unknown:
    if step and step.flowlet:
        return Unknown(Reason.OPAQUE_CODE, f"flowlet {step.flowlet.name}")
    return Unknown(Reason.MISSING_DATASET, "neither a dataset nor a linked service is named")


def _end(running: Running, step: FlowStep, statement: Statement | None, reading: Reading) -> End:
    site, name = running.site, step.name
    if step.dataset:
        return dataset_end(site, _dataset(running, step, step.dataset), name, reading)
    return place_end(site, inline_place(site, step.linked_service, _options(running, statement)), name, reading)


def _options(running: Running, statement: Statement | None) -> Mapping[str, Text | None]:
    return {key: _text(running, statement, key) for key in LOCATING}


def _readings(running: Running, statement: Statement | None) -> tuple[Reading, ...]:
    """Wildcard paths of a source, or the one file name that a sink gives to its single partition."""
    wildcards = option(statement, "wildcardPaths") if statement else None
    if wildcards is not None:
        found = [_joined(running, pieces) for pieces in alternatives(wildcards)]
        return tuple(Reading(folder=text) for text in found if text) or (AS_THE_DATASET,)
    names = option(statement, "partitionFileNames") if statement else None
    found_names = [_joined(running, pieces) for pieces in alternatives(names)] if names is not None else []
    if len(found_names) == 1 and isinstance(found_names[0], str):
        return (Reading(file=found_names[0]),)
    return (AS_THE_DATASET,)


def _text(running: Running, statement: Statement | None, name: str) -> Text | None:
    expression = option(statement, name) if statement else None
    return None if expression is None else _joined(running, parts(expression))


def _joined(running: Running, pieces: tuple[Part, ...]) -> Text:
    return template(part for piece in pieces for part in parts_of(_piece(running, piece)))


def _piece(running: Running, piece: Part) -> Text:
    match piece:
        case LiteralText(text):
            return text
        case Dynamic():
            return Unknown(Reason.DYNAMIC_EXPRESSION, piece.text)
        case ParameterName(name):
            value = running.parameters.get(name.casefold())
            return Unknown(Reason.PARAMETER_WITHOUT_VALUE, name) if value is None else value


def flow_parameters(site: Site, script: Script, reference: Reference) -> Mapping[str, Text | None]:
    """Arguments are data flow expressions in a text: ``"'sales'"`` is the text ``sales``."""
    found: dict[str, Text | None] = {}
    for parameter in script.parameters:
        default = parts(parameter.default) if parameter.default is not None else ()
        match default:
            case (LiteralText(text),) if text:
                found[parameter.name.casefold()] = text
            case _:
                found[parameter.name.casefold()] = Unknown(Reason.PARAMETER_WITHOUT_VALUE, parameter.name)
    for name, value in reference.arguments.items():
        argument = None if isinstance(value, Properties | tuple) else template_of(value, site.scope)
        found[name.casefold()] = None if argument is None else _unquoted(argument)
    return found


def _unquoted(text: Text) -> Text:
    """A data flow's literal without its quotes, also where not all of what stands between them is known."""
    if isinstance(text, str):
        trimmed = text.strip()
        return trimmed[1:-1] if len(trimmed) > 1 and _are_quotes(trimmed[0], trimmed[-1]) else text
    first, *inner = parts_of(text)
    last = inner.pop() if inner else None
    if isinstance(first, str) and isinstance(last, str) and _are_quotes(first[:1], last[-1:]):
        return template((first[1:], *inner, last[:-1]))
    return text


def _are_quotes(opening: str, closing: str) -> bool:
    return opening == closing and opening in ("'", '"')
