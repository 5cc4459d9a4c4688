"""One service's objects by name, and the nodes of those that are only referred to.

Data Factory compares names without case. What a reference names and the files do not hold becomes a node with a reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from lineage_graph import model
from lineage_graph.expressions import Scope, Unknown, bind, text_of
from lineage_graph.keys import object_key, service_key
from lineage_graph.model import Reason, Ref
from lineage_graph.records import (
    ArmParameter,
    DataFlow,
    Dataset,
    Definition,
    Expression,
    IntegrationRuntime,
    LinkedService,
    Notebook,
    Origin,
    Pipeline,
    Properties,
    Reference,
    Service,
    SparkJob,
    SqlScript,
    Value,
)
from lineage_graph.sql import Statements
from lineage_graph.stores.address import host_of
from lineage_graph.stores.place import Connection

Object = TypeVar("Object", bound=Definition)

_NODES: Final[Mapping[str, type[model.ToolObject]]] = {
    "pipelines": model.Pipeline,
    "datasets": model.Dataset,
    "linkedservices": model.LinkedService,
    "dataflows": model.DataFlow,
    "integrationruntimes": model.IntegrationRuntime,
    "notebooks": model.Notebook,
    "sqlscripts": model.SqlScript,
    "sparkjobs": model.SparkJob,
}
_MISSING: Final[Mapping[str, Reason]] = {
    "pipelines": Reason.MISSING_PIPELINE,
    "datasets": Reason.MISSING_DATASET,
    "linkedservices": Reason.MISSING_LINKED_SERVICE,
}
_ALWAYS_THERE: Final = {"integrationruntimes": frozenset({"autoresolveintegrationruntime"})}
"""What every service has although no file defines it, such as
https://learn.microsoft.com/azure/data-factory/concepts-integration-runtime#default-azure-integration-runtime"""

_POOL: Final = "AzureSqlDW"
"""The linked service that connects to the SQL endpoint of a workspace."""

COLLECTION_OF: Final[Mapping[str, str]] = {
    "PipelineReference": "pipelines",
    "DatasetReference": "datasets",
    "LinkedServiceReference": "linkedservices",
    "DataFlowReference": "dataflows",
    "IntegrationRuntimeReference": "integrationruntimes",
    "NotebookReference": "notebooks",
    "SparkJobDefinitionReference": "sparkjobs",
    "SqlScriptReference": "sqlscripts",
}
"""Azure's kind of a reference, and the collection that it points into."""


@dataclass(frozen=True, slots=True)
class RoutineBody:
    """What a routine does, as the SQL script at ``origin`` says that makes it, in the database that this is sent to."""

    at: Connection
    statements: Statements
    data_sources: Mapping[str, str]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Catalog:
    """A service's objects by lower-case name. ``hosts`` are the names that the user gave to unknown hosts.

    ``routines`` has what the SQL scripts tell of routines, by the routine's key.
    """

    service: Service
    key: str
    pipelines: Mapping[str, Pipeline]
    datasets: Mapping[str, Dataset]
    linked_services: Mapping[str, LinkedService]
    data_flows: Mapping[str, DataFlow]
    notebooks: Mapping[str, Notebook]
    spark_jobs: Mapping[str, SparkJob]
    sql_scripts: Mapping[str, SqlScript]
    integration_runtimes: Mapping[str, IntegrationRuntime]
    vaults: Mapping[str, str]
    hosts: Mapping[str, str] = field(default_factory=dict)
    routines: Mapping[str, RoutineBody] = field(default_factory=dict)

    def holds(self, collection: str, name: str) -> bool:
        """Whether the files define an object of that name."""
        held: Mapping[str, Iterable[str]] = {
            "pipelines": self.pipelines,
            "datasets": self.datasets,
            "linkedservices": self.linked_services,
            "dataflows": self.data_flows,
            "notebooks": self.notebooks,
            "sparkjobs": self.spark_jobs,
            "sqlscripts": self.sql_scripts,
            "integrationruntimes": self.integration_runtimes,
        }
        return name.lower() in held[collection]


def catalog(service: Service, hosts: Mapping[str, str] | None = None) -> Catalog:
    """The service's objects by name."""
    linked = _by_name(service.linked_services)
    return Catalog(
        service=service,
        key=service_key(service.kind, service.name),
        pipelines=_by_name(service.pipelines),
        datasets=_by_name(service.datasets),
        linked_services=linked,
        data_flows=_by_name(service.data_flows),
        notebooks=_by_name(service.notebooks),
        spark_jobs=_by_name(service.spark_jobs),
        sql_scripts=_by_name(service.sql_scripts),
        integration_runtimes=_by_name(service.integration_runtimes),
        vaults={name: vault for name, one in linked.items() if (vault := _vault(one))},
        hosts=hosts or {},
    )


def mention(held: Catalog, collection: str, name: str) -> tuple[Ref, model.ToolObject | None]:
    """The object's node as the end of an edge; and the node itself where the files lack it, with its reason."""
    kind = _NODES[collection]
    key = object_key(held.key, collection, name)
    if held.holds(collection, name):
        return Ref(kind.__name__, key), None
    if name.lower() in _ALWAYS_THERE.get(collection, ()):
        return Ref(kind.__name__, key), kind(key=key, name=name)
    reason = _MISSING.get(collection, Reason.MISSING_REFERENCE)
    return Ref(kind.__name__, key), kind(key=key, name=name, reason=reason, detail=f"{name} is not in the files")


def name_of(reference: Reference, scope: Scope) -> str | Unknown:
    """The name that a reference gives, its expression resolved."""
    name = text_of(reference.name, scope)
    return name if name is not None else Unknown(Reason.DYNAMIC_EXPRESSION, "the reference names nothing")


def unlinked(held: Catalog, user: str) -> Connection:
    """What stands for the linked service where none is named: who needs it (``datasets/orders``), and nobody else.

    A linked service's name holds no ``/``: https://learn.microsoft.com/azure/data-factory/naming-rules.
    """
    why = "no linked service is named"
    return Connection(held.key, user, missing=Reason.MISSING_LINKED_SERVICE, missing_detail=why, hosts=held.hosts)


def connection(held: Catalog, reference: Reference, scope: Scope) -> Connection:
    """The linked service that a reference names, with its parameters bound in the scope of the reference."""
    if isinstance(reference.name, ArmParameter):
        return Connection(held.key, reference.name.name, missing=Reason.PARAMETER_WITHOUT_VALUE)
    name = name_of(reference, scope)
    if isinstance(name, Unknown):
        return Connection(held.key, name.detail, missing=name.reason)
    found = held.linked_services.get(name.lower())
    if found is None:
        return Connection(held.key, name, missing=Reason.MISSING_LINKED_SERVICE, hosts=held.hosts)
    inner = Scope(linked_service=bind(found.parameters, reference.arguments, scope), choices=scope.choices)
    return Connection(held.key, found.name, found.type, found.settings, inner, vaults=held.vaults, hosts=held.hosts)


def workspace_sql(held: Catalog, *, serverless: bool, database: Value = None, scope: Scope | None = None) -> Connection:
    """The SQL endpoint of the workspace itself; its host is unknown where another name stands in for the workspace's.

    https://learn.microsoft.com/azure/synapse-analytics/sql/connect-overview
    """
    own, within = f"sql{'-ondemand' if serverless else ''}", scope or Scope()
    if not held.service.named:
        why = "nobody tells the workspace's name"
        inside = Properties({"database": database})
        return Connection(
            held.key, f"workspace/{own}", _POOL, inside, within, Reason.RUNTIME_ONLY, why, hosts=held.hosts
        )
    host = f"{held.service.name}{own.removeprefix('sql')}.sql.azuresynapse.net"
    return Connection(held.key, held.service.name, _POOL, Properties({"server": host, "database": database}), within)


def _vault(service: LinkedService) -> str | None:
    """First label of a Key Vault's host: ``https://kv-prod.vault.azure.net/`` gives ``kv-prod``."""
    address = service.settings.text("baseUrl") if service.type == "AzureKeyVault" else None
    if isinstance(address, Expression | ArmParameter) or not address:
        return None
    return host_of(address).partition(".")[0] or None


def _by_name(objects: Iterable[Object]) -> Mapping[str, Object]:
    return {one.name.lower(): one for one in objects}
