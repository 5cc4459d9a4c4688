"""Outside to records: reads Git folders and ARM templates of Data Factory and Synapse; ``live`` asks Azure itself.

Raw JSON and secrets exist in here only. A new kind of source is one file beside ``git_folder`` and ``arm_template``
that gives ``Draft``s, and a line in ``reading``.
"""

from lineage_graph.sources.reading import Input, ReadOptions, read, read_inputs
from lineage_graph.sources.redaction import redact

__all__ = ["Input", "ReadOptions", "read", "read_inputs", "redact"]
