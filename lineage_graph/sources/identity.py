"""Which service a set of definitions belongs to: Data Factory or Synapse, and its name.

The files often do not say. What tells: resource types, objects that only Synapse has, the two linked services that
every workspace is born with. To use another sign: add a function to ``_SYNAPSE_SIGNS``.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from lineage_graph.records import (
    Activity,
    Reference,
    Service,
    ServiceKind,
    nested,
)
from lineage_graph.sources.raw import Json

_DEFAULT_LINKED_SERVICES: Final = ("-workspacedefaultsqlserver", "-workspacedefaultstorage")
_RUNS_IN_A_WORKSPACE: Final = frozenset({"SynapseNotebook", "SparkJob"})
_NAMES_IN_PUBLISH_CONFIG: Final = ("factoryName", "workspaceName", "name")


def provider(resource_type: Json) -> ServiceKind | None:
    """The service that resources of this type belong to."""
    lowered = resource_type.lower() if isinstance(resource_type, str) else ""
    if lowered.startswith("microsoft.synapse/workspaces"):
        return ServiceKind.SYNAPSE
    return ServiceKind.DATA_FACTORY if lowered.startswith("microsoft.datafactory/factories") else None


def kind_of_service(service: Service, resource_types: Iterable[Json], *, has_factory: bool) -> ServiceKind:
    """Data Factory where a file defines the factory; else what most resource types say; else by what is inside."""
    if has_factory:
        return ServiceKind.DATA_FACTORY
    votes = [kind for resource_type in resource_types if (kind := provider(resource_type)) is not None]
    synapse = votes.count(ServiceKind.SYNAPSE)
    if synapse * 2 != len(votes):
        return ServiceKind.SYNAPSE if synapse * 2 > len(votes) else ServiceKind.DATA_FACTORY
    looks_like_synapse = any(sign(service) for sign in _SYNAPSE_SIGNS)
    return ServiceKind.SYNAPSE if looks_like_synapse else ServiceKind.DATA_FACTORY


def workspace_name(service: Service) -> str | None:
    """The name of the workspace, from the linked services that Synapse creates in each and names after it."""
    for linked_service in service.linked_services:
        for ending in _DEFAULT_LINKED_SERVICES:
            if linked_service.name.lower().endswith(ending):
                return linked_service.name[: -len(ending)] or None
    return None


def name_in_publish_config(content: Json) -> str | None:
    """The service's name in a ``publish_config.json``; most hold the publish branch only."""
    if not isinstance(content, dict):
        return None
    return next((name for key in _NAMES_IN_PUBLISH_CONFIG if isinstance(name := content.get(key), str) and name), None)


def _keeps_code(service: Service) -> bool:
    return bool(service.notebooks or service.sql_scripts or service.spark_jobs or service.link_connections)


def _runs_on_its_own_pools(service: Service) -> bool:
    """A notebook that needs no linked service runs in its own workspace; so does a procedure on a SQL pool."""
    return any(
        (activity.type in _RUNS_IN_A_WORKSPACE and activity.linked_service is None)
        or activity.type == "SqlPoolStoredProcedure"
        or "sqlPool" in activity.rest
        for activity in _activities(service)
    )


def _uses_default_linked_services(service: Service) -> bool:
    return workspace_name(service) is not None or any(
        isinstance(reference.name, str) and reference.name.lower().endswith(_DEFAULT_LINKED_SERVICES)
        for reference in _connections(service)
    )


def _connections(service: Service) -> Iterator[Reference]:
    yield from (dataset.linked_service for dataset in service.datasets if dataset.linked_service is not None)
    yield from (step.linked_service for step in _activities(service) if step.linked_service is not None)


def _activities(service: Service) -> Iterator[Activity]:
    for pipeline in service.pipelines:
        yield from nested(pipeline.activities)


_SYNAPSE_SIGNS: Final[tuple[Callable[[Service], bool], ...]] = (
    _keeps_code,
    _runs_on_its_own_pools,
    _uses_default_linked_services,
)
