"""Where a run record stands: its file and the pointer to it, put together only where somebody asks."""

from dataclasses import dataclass

from lineage_graph.records import Origin


@dataclass(slots=True)
class Place:
    """A file, the line where it has one record a line, and a JSON pointer."""

    file: str
    pointer: str = ""
    line: int | None = None

    @property
    def origin(self) -> Origin:
        """The same as records keep it: ``runs.jsonl#line=7/output``."""
        return Origin(self.file, self.pointer if self.line is None else f"line={self.line}{self.pointer}")
