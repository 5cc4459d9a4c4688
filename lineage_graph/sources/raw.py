"""The type of raw JSON, which exists in this package only and has no shape until it has been looked at."""

from typing import Any, TypeAlias

Json: TypeAlias = Any
