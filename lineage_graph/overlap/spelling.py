"""How the names of a store are spelled in keys, so that a value seen in one store can be written into another's key.

As DESIGN's table of stores has it: a store that is not named here keeps the spelling. What a store needs quotes for is
not known of a value; it is taken as a plain name. To add a store that folds: its scheme.
"""

from typing import Final

_LOWER: Final = frozenset(
    {
        *("mssql", "databricks", "postgresql", "mysql", "mariadb", "teradata", "redshift", "greenplum", "vertica"),
        *("informix", "sybase", "hive", "impala", "spark", "presto", "cassandra", "access"),
        *("dataverse", "servicenow"),
    }
)
_UPPER: Final = frozenset({"snowflake", "oracle", "db2", "netezza", "phoenix", "sap"})
_AS_IS: Final = "@onelake."
_TABLE_SERVICE: Final = ".table.core."


def folds(key: str) -> bool:
    """Whether the key's store merges spellings, so that the key does not tell how the name was written."""
    return _is_lower(key) or _scheme(key) in _UPPER


def spelled(text: str, key: str, place: int) -> str:
    """The text as it is written at the place of the key: in lower case where hosts and containers are named."""
    scheme = _scheme(key)
    authority_end = key.find("/", len(scheme) + len("://"))
    if 0 <= place < authority_end and _AS_IS not in key[:authority_end]:
        return text.lower()
    if _is_lower(key):
        return text.lower()
    return text.upper() if scheme in _UPPER else text


def _is_lower(key: str) -> bool:
    return _scheme(key) in _LOWER or (key.startswith("https://") and _TABLE_SERVICE in key.split("/", 3)[2])


def _scheme(key: str) -> str:
    return key.partition("://")[0]
