"""A capture: what a refresh would read of the live sources, in a folder without secrets, and read from there.

``capture`` writes one, ``read_captures`` gives what ``load`` loads. A folder is one by its ``capture.json``, which is
written last. The files hold Azure's own answers, so that the live readers read them too: nothing parses twice.
"""

from lineage_graph.capture.capturing import Captured, CaptureOptions, capture
from lineage_graph.capture.manifest import is_capture
from lineage_graph.capture.reading import read_captures

__all__ = ["CaptureOptions", "Captured", "capture", "is_capture", "read_captures"]
