"""Power BI workspaces, to which a Synapse workspace is linked.

https://learn.microsoft.com/azure/synapse-analytics/quickstart-power-bi
"""

from lineage_graph.model import Store
from lineage_graph.stores.place import Connection, known_or_unknown, store_at
from lineage_graph.stores.registry import connects


@connects("PowerBIWorkspace")
def power_bi_workspace(connection: Connection) -> Store:
    """``powerbi://{workspace}``, the workspace by its id."""
    workspace = connection.text("workspaceId") or connection.text("workspaceID")
    return store_at(
        "powerbi", known_or_unknown(workspace.lower() if workspace else None, connection, "workspaceId"), "Power BI"
    )
