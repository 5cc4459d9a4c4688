"""Calls over HTTP: the address is an endpoint that the activity reads; what stands in its query is left out.

https://learn.microsoft.com/azure/data-factory/control-flow-web-activity and, for functions,
https://learn.microsoft.com/azure/data-factory/control-flow-azure-function-activity
"""

import re
from dataclasses import replace
from typing import Final

from lineage_graph.activities.fabric import connected
from lineage_graph.activities.registry import understands
from lineage_graph.expressions import Unknown, template_of
from lineage_graph.model import FeedKind, Reason
from lineage_graph.records import Activity, Properties, Value
from lineage_graph.site import End, Flow, Movement, Site, linked_at, place_end, placeholder
from lineage_graph.stores.place import Connection, Place

_ROLE: Final = "source"
_WHOLE: Final = "://"
_ADDRESS: Final = re.compile(r"(?:(?P<scheme>https?)://)?(?P<authority>[^/?#]*)(?P<path>[^?#]*)", re.IGNORECASE)
_SECRET_BELOW: Final = re.compile(
    r"(?:hooks\.slack\.com/services|[^/]*webhook\.office\.com/webhookb2|outlook\.office(?:365)?\.com/webhook"
    r"|discord(?:app)?\.com/api/webhooks|api\.telegram\.org)(?=/)",
    re.IGNORECASE,
)
"""Addresses whose path is the credential of who calls them, such as
https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook"""


@understands("WebActivity", "WebHook")
def web(activity: Activity, site: Site) -> Flow:
    """The endpoint is read for the pipeline's own use, whatever the method. In Fabric a connection holds its host."""
    url = activity.settings.get("url")
    at = None if url else connected(site, activity)
    return _reads(_below(site, at, activity.settings.get("relativeUrl")) if at else address_end(site, url))


@understands("AzureFunctionActivity")
def azure_function(activity: Activity, site: Site) -> Flow:
    """``{function app}/api/{function}``, the default route of a function with an HTTP trigger."""
    at = linked_at(site, activity.linked_service)
    at = replace(at, settings=Properties({"url": at.settings.get("functionAppUrl")}))
    name = at.holes.write(template_of(activity.settings.get("functionName"), site.scope)) or ""
    function = re.split("[?#]", name, maxsplit=1)[0].strip("/")
    if not function:
        return _reads(placeholder(site, _ROLE, Unknown(Reason.MISSING_REFERENCE, "no function is named")))
    end = _resource(site, at, f"api/{function}")
    return replace(_reads(end), reason=Reason.OPAQUE_CODE, detail=at.holes.shown(function))


def _below(site: Site, at: Connection, value: Value) -> End:
    """The endpoint at a path below the connection's host; a whole address stands for itself."""
    path = at.holes.write(template_of(value, site.scope)) or ""
    return address_end(site, value) if _WHOLE in path else _resource(site, at, re.split("[?#]", path, maxsplit=1)[0])


def address_end(site: Site, value: Value) -> End:
    """The endpoint at a URL; a placeholder where its host is not known."""
    at = Connection(site.catalog.key, "address", "RestService")
    text = at.holes.write(template_of(value, site.scope))
    if not text:
        return placeholder(site, _ROLE, Unknown(Reason.PARAMETER_WITHOUT_VALUE, "the activity names no address"))
    found = _ADDRESS.match(text.strip())
    authority = found["authority"].rpartition("@")[2] if found else ""
    if found is None or not authority or at.holes.first_in(authority):
        return placeholder(site, _ROLE, _why(at, text))
    url = f"{(found['scheme'] or 'https').lower()}://{authority}"
    return _resource(site, replace(at, settings=Properties({"url": url})), _public(authority, found["path"]))


def _resource(site: Site, at: Connection, path: str) -> End:
    return place_end(site, Place("RestResource", Properties(), at, site.scope, written={"relativeUrl": path}), _ROLE)


def _public(authority: str, path: str) -> str:
    """The path without what is a secret in it."""
    below = _SECRET_BELOW.match(f"{authority}{path}")
    return below.group()[len(authority) :] if below else path


def _why(at: Connection, text: str) -> Unknown:
    unknown = at.holes.first_in(text)
    if unknown is None:
        return Unknown(Reason.DYNAMIC_EXPRESSION, "the address names no host")
    known_in_part = len(text) > 1
    return Unknown(
        unknown.reason, at.holes.shown(re.split("[?#]", text, maxsplit=1)[0]) if known_in_part else unknown.detail
    )


def _reads(end: End) -> Flow:
    return Flow((Movement(((end, FeedKind.LOOKUP),)),))
