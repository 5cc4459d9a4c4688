"""What every block of ``lineage.yml`` has in common: frozen, no unknown keys, hyphens in the names of its keys."""

from typing import Annotated, Final

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1)]

ONE_VARIABLE: Final = r"^\$\{[A-Za-z_][A-Za-z0-9_]*\}$"
"""What a secret must look like in the file."""

Secret = Annotated[str, msgspec.Meta(extra_json_schema={"pattern": ONE_VARIABLE})]
"""In the file the name of a variable, after reading its value. Blocks with one leave it out of their ``repr``."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """A block of the file."""
