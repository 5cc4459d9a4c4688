"""The same service read twice: the first in order stays; one that differs is rejected or kept under another name."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import count

from lineage_graph.keys import service_key
from lineage_graph.records import Origin, Rejected, Service
from lineage_graph.sources.assembly import Draft
from lineage_graph.sources.raw import Json


def one_of_each(
    drafts: Sequence[Draft], *, keep: bool
) -> tuple[tuple[Service, ...], tuple[Rejected, ...], tuple[str, ...]]:
    """The services that stay, those rejected, and a line for each that says nothing new."""
    taken: dict[tuple[str, str], Draft] = {}
    rejected: list[Rejected] = []
    ignored: list[str] = []
    for draft in drafts:
        first = taken.get(_identity(draft.service))
        if first is None:
            taken[_identity(draft.service)] = draft
        elif _content(first.service) == _content(draft.service):
            ignored.append(f"{draft.label}: the same as {first.label}, word for word")
        elif keep:
            other = _under_another_name(draft, taken)
            taken[_identity(other.service)] = other
        else:
            rejected.append(Rejected("service", draft.service.origin, _reason(draft, first)))
    return tuple(draft.service for draft in taken.values()), tuple(rejected), tuple(ignored)


def _identity(service: Service) -> tuple[str, str]:
    return service.source, service_key(service.kind, service.name)


def _under_another_name(draft: Draft, taken: Mapping[tuple[str, str], Draft]) -> Draft:
    """The draft under a name that is not the one that the service has in Azure."""
    name = f"{draft.service.name}~{draft.label}"
    names = (name if number == 1 else f"{name}~{number}" for number in count(1))
    others = (replace(draft.service, name=other, named=False) for other in names)
    return replace(draft, service=next(other for other in others if _identity(other) not in taken))


def _reason(draft: Draft, first: Draft) -> str:
    return (
        f"duplicate-service: {service_key(draft.service.kind, draft.service.name)} is already read from {first.label}; "
        "--keep-duplicates keeps both, --service gives one another name"
    )


def _content(value: Json) -> Json:
    """The record without the places where its parts are defined."""
    if isinstance(value, Origin):
        return None
    if is_dataclass(value):
        return tuple(_content(getattr(value, item.name)) for item in fields(value))
    if isinstance(value, tuple):
        return tuple(_content(child) for child in value)
    return {name: _content(child) for name, child in value.items()} if isinstance(value, dict) else value
