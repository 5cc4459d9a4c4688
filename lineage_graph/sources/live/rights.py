"""What an identity needs for each question, and the built-in role that gives it: the one list, for errors and advice.

https://learn.microsoft.com/azure/role-based-access-control/permissions/analytics#microsoftdatafactory
https://learn.microsoft.com/azure/synapse-analytics/security/synapse-workspace-synapse-rbac-roles
"""

from dataclasses import dataclass
from typing import Final

from lineage_graph.records import ServiceKind


@dataclass(frozen=True, slots=True)
class Right:
    """``needed`` is what a refusal names; ``remedy`` is what to give the identity, and where."""

    needed: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Rights:
    """What is needed for the definitions of a service, and for each question about its runs."""

    definitions: Right
    pipeline_runs: Right
    pipeline_run: Right
    activity_runs: Right


def _action(action: str) -> Right:
    # The role Reader has no actions that query; the smallest built-in role that has them may also change the factory.
    return Right(
        f"the right Microsoft.DataFactory/factories/{action}",
        "give the identity a custom role with this action, or the role Data Factory Contributor, on the data factory",
    )


def _role(role: str, place: str) -> Right:
    return Right(f"the role {role} {place}", f"give the identity the role {role} {place}")


_MONITORING: Final = _role("Synapse Monitoring Operator", "in the workspace")
RIGHTS: Final = {
    ServiceKind.DATA_FACTORY: Rights(
        definitions=_role("Reader", "on the data factory"),
        pipeline_runs=_action("querypipelineruns/action"),
        pipeline_run=_action("pipelineruns/read"),
        activity_runs=_action("pipelineruns/queryactivityruns/action"),
    ),
    ServiceKind.SYNAPSE: Rights(
        definitions=_role("Synapse Artifact User", "in the workspace"),
        pipeline_runs=_MONITORING,
        pipeline_run=_MONITORING,
        activity_runs=_MONITORING,
    ),
}
"""By the kind of the service."""
