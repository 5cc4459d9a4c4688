"""Programs and scripts on clusters: HDInsight, Data Lake Analytics, Batch. The detail says what runs.

To add a type: name the settings that tell it. The folder and the files of a program are no data. The pages begin at
https://learn.microsoft.com/azure/data-factory/transform-data
"""

import re
from dataclasses import replace
from typing import Final

from lineage_graph.activities.registry import understands
from lineage_graph.activities.unseen import told, unseen
from lineage_graph.expressions import Unknown, template_of
from lineage_graph.model import FeedKind, Reason
from lineage_graph.records import Activity, Properties, Value
from lineage_graph.site import End, Flow, Movement, Site, place_end, placeholder
from lineage_graph.stores.place import Connection, Place

_SAID: Final = {
    "Custom": ("command",),
    "DataLakeAnalyticsU-SQL": ("scriptPath",),
    "HDInsightHive": ("scriptPath",),
    "HDInsightMapReduce": ("jarFilePath", "className"),
    "HDInsightPig": ("scriptPath",),
    "HDInsightSpark": ("entryFilePath", "className"),
    "HDInsightStreaming": ("mapper", "combiner", "reducer"),
}
_ROOT: Final = {"HDInsightSpark": "rootPath"}
_STORAGE: Final = re.compile(r"(?:wasb|abfs)s?://(?P<container>[^@/]+)@(?P<host>[^/]+)/?(?P<path>.*)", re.IGNORECASE)


@understands(*(kind for kind in _SAID if kind != "HDInsightStreaming"))
def program(activity: Activity, site: Site) -> Flow:
    """No process: what the program reads and writes stands in its code or its arguments."""
    return unseen(*_said(activity, site))


@understands("HDInsightStreaming")
def streaming(activity: Activity, site: Site) -> Flow:
    """From ``input`` to ``output``: https://learn.microsoft.com/azure/data-factory/transform-data-using-hadoop-streaming."""
    source, sink = activity.settings.get("input"), activity.settings.get("output")
    kind = FeedKind.DATA if sink else FeedKind.LOOKUP
    inputs = ((_end(site, source, "source"), kind),) if source else ()
    output = _end(site, sink, "sink") if sink else None
    movements = (Movement(inputs, output),) if inputs or output else ()
    return replace(unseen(*_said(activity, site)), movements=movements)


def _said(activity: Activity, site: Site) -> tuple[str, ...]:
    root = told(site, activity.settings.get(_ROOT.get(activity.type, ""))).strip("/")
    texts = [told(site, activity.settings.get(name)) for name in _SAID[activity.type]]
    return (f"{root}/{texts[0].lstrip('/')}" if root and texts[0] else texts[0], *texts[1:])


def _end(site: Site, value: Value, role: str) -> End:
    """The folder at a storage address; one without a host lies in the storage that the cluster was made with."""
    at = Connection(site.catalog.key, "address", "AzureBlobFS")
    text = at.holes.write(template_of(value, site.scope)) or ""
    found = _STORAGE.fullmatch(text.strip())
    why = at.holes.first_in(found["host"] if found else text)
    if found is None or why:
        own = Unknown(Reason.RUNTIME_ONLY, f"{text} in the cluster's own storage")
        return placeholder(site, role, why or own)
    located = Properties({"location": Properties({"type": "AzureBlobFSLocation"})})
    at = replace(at, settings=Properties({"url": f"https://{found['host']}"}))
    written = {"fileSystem": found["container"], "folderPath": found["path"]}
    return place_end(site, Place("Inline", located, at, site.scope, written=written), role)
