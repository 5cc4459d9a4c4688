"""What is said of code that no file here shows: ``opaque-code`` on the activity, and what it runs in the detail."""

from lineage_graph.expressions import template_of
from lineage_graph.holes import Holes
from lineage_graph.model import Reason
from lineage_graph.records import Properties, Value
from lineage_graph.site import LONGEST_DETAIL, Flow, Site


def unseen(*said: str) -> Flow:
    """A flow of which only what it runs is known; empty texts are left out."""
    return Flow(reason=Reason.OPAQUE_CODE, detail=detail(*said))


def detail(*said: str) -> str:
    """The texts as one, as long as a detail may be."""
    return "; ".join(text for text in said if text)[:LONGEST_DETAIL]


def told(site: Site, value: Value) -> str:
    """The value for the eye, its parameters filled in where they are known: ``scripts/{name}.hql``."""
    if isinstance(value, Properties | tuple):
        return ""
    holes = Holes()
    text = holes.write(template_of(value, site.scope))
    return holes.shown(text) if text else ""
