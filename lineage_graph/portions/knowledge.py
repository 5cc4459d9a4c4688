"""What the runs of a service are seen beside, in a form that another process can be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lineage_graph.declared.processes import Part
from lineage_graph.model import Process
from lineage_graph.observed import Observer
from lineage_graph.records import Service


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the runs of a service are seen beside: its definitions, else what the graph knows of it.

    ``deleted`` is what activities did that no definition has any more; ``known`` and ``ends`` are the processes of each
    activity and what they read and write, where the definitions are not ``whole``.
    """

    service: Service
    hosts: Mapping[str, str]
    whole: bool
    deleted: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    known: Mapping[str, tuple[Process, ...]] = field(default_factory=dict)
    ends: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)

    def observer(self) -> Observer:
        """Who sees the runs so."""
        told = self.service
        if self.whole:
            return Observer.of(told, self.hosts, self.deleted)
        bare = Service(kind=told.kind, name=told.name, source=told.source, origin=told.origin)
        observer = Observer.without_definitions(bare, self.known, self.ends)
        # What could be read still says which arguments are secret.
        return replace(observer, partly_known={pipeline.name.lower(): pipeline for pipeline in told.pipelines})
