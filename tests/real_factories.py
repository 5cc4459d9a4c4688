"""Real factories with permissive licences: beside the checkout, or where ``LINEAGE_GRAPH_REAL_FACTORIES`` says.

Tests that read them are skipped where there are none.
"""

import os
from pathlib import Path
from typing import Final

import pytest

FACTORIES: Final = Path(os.environ.get("LINEAGE_GRAPH_REAL_FACTORIES", Path(__file__).parents[2] / "shared" / "data"))
REPOSITORIES: Final = sorted(path for path in FACTORIES.iterdir() if path.is_dir()) if FACTORIES.is_dir() else []

needed: Final = pytest.mark.skipif(not REPOSITORIES, reason="no real factories here")
