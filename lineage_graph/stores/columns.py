"""Keys of columns: ``{asset key}#{column}``, the name folded as the names of the store's tables are.

A store that folds otherwise than it spells its columns: a case in ``_FOLDS``, by the scheme of its keys.
"""

from collections.abc import Mapping
from typing import Final

from lineage_graph.keys import bounded
from lineage_graph.stores.engines import ENGINES, Fold, as_written, lower
from lineage_graph.stores.paths import name_segment
from lineage_graph.stores.snowflake import folded
from lineage_graph.stores.sql_names import NamePart

_FOLDS: Final[Mapping[str, Fold]] = {
    **{engine.scheme: engine.fold for engine in ENGINES},
    "mssql": lower,
    "databricks": lower,
    "snowflake": lambda part: folded(part.text),
}


def column_key(asset: str, name: str) -> str:
    """The key of the asset's column; ``#``, ``%``, ``{``, ``}`` and ``/`` in its name are encoded."""
    fold = _FOLDS.get(asset.partition("://")[0], as_written)
    return bounded(f"{asset}#{name_segment(fold(NamePart(name)))}")
