"""Data lineage of Azure Data Factory and Synapse in Neo4j."""

from typing import Final

__version__: Final = "0.1.0"
