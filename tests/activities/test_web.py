"""Calls over HTTP: the endpoint that is read, without its query and without a secret."""

import pytest

from lineage_graph.expressions import Scope, Template, template_of
from lineage_graph.records import ArmParameter, VaultSecret
from lineage_graph.stores.registry import STORES
from tests.activities.estate import activity, declared, linked_service, said
from tests.declared.estate import expression, linked, links, node

KNOWN = {
    "a path": ("https://api.example.com/v1/rates", "https://api.example.com/v1/rates"),
    "a query": ("https://Api.Example.com/v1/rates?key=1&day=2", "https://api.example.com/v1/rates"),
    "a fragment": ("https://api.example.com/v1#top", "https://api.example.com/v1"),
    "no path": ("https://api.example.com", "https://api.example.com"),
    "the default port": ("https://api.example.com:443/v1", "https://api.example.com/v1"),
    "a user": ("https://me:**********@api.example.com/v1", "https://api.example.com/v1"),
    "a parameter": (
        expression("https://api.example.com/@{pipeline().parameters.area}/rates"),
        "https://api.example.com/eu/rates",
    ),
    "a Teams webhook": (
        "https://contoso.webhook.office.com/webhookb2/0a@0b/IncomingWebhook/0c/0d",
        "https://contoso.webhook.office.com/webhookb2",
    ),
    "a Slack webhook": ("https://hooks.slack.com/services/T0/B0/x", "https://hooks.slack.com/services"),
}
UNSET = expression("https://api.example.com/@{pipeline().parameters.unset}/rates?day=@{item()}")
with_addresses = pytest.mark.skipif("RestResource" not in STORES, reason="no store names addresses")


@with_addresses
@pytest.mark.parametrize("kind", ["WebActivity", "WebHook"])
@pytest.mark.parametrize(("url", "key"), KNOWN.values(), ids=KNOWN)
def test_the_address_is_an_endpoint_that_is_read(kind: str, url: object, key: str) -> None:
    found = declared(activity(kind, url=url, method="POST"))
    assert links(found) == {(key, None, "lookup")}
    assert said(found) == (None, None)


@with_addresses
@pytest.mark.skipif(not isinstance(template_of(UNSET, Scope()), Template), reason="texts are not known in part")
def test_an_unknown_part_below_the_host_is_a_pattern() -> None:
    found = declared(activity("WebActivity", url=UNSET))
    assert links(found) == {("https://api.example.com/{}/rates", None, "lookup")}


@pytest.mark.parametrize(
    ("url", "reason", "detail"),
    [
        (expression("@activity('start').output.uri"), "runtime-only", "activity('start').output.uri"),
        (expression("@pipeline().parameters.unset"), "parameter-without-value", "unset"),
        (expression("https://@{pipeline().parameters.unset}.example.com/v1?sig=1"), "parameter-without-value", ""),
        (None, "parameter-without-value", "the activity names no address"),
        (ArmParameter("startUrl"), "parameter-without-value", "startUrl"),
    ],
)
def test_an_address_without_a_known_host_is_a_placeholder(url: object, reason: str, detail: str) -> None:
    found = declared(activity("WebActivity", url=url))
    assert links(found) == {("p/activities/a/unknown/source", None, "lookup")}
    unknown = node(found, "adf://sales/pipelines/p/activities/a/unknown/source")
    assert unknown.reason == reason  # type: ignore[attr-defined]
    assert detail in unknown.detail  # type: ignore[attr-defined]


@with_addresses
def test_a_function_is_an_endpoint_below_its_app_and_opaque() -> None:
    app = linked_service("App", "AzureFunction", functionAppUrl="https://Etl.azurewebsites.net")
    found = declared(activity("AzureFunctionActivity", "App", functionName="Unpack?code=x", method="POST"), app)
    assert links(found) == {("https://etl.azurewebsites.net/api/Unpack", None, "lookup")}
    assert said(found) == ("opaque-code", "Unpack")


@with_addresses
def test_a_function_of_an_app_that_nobody_knows_stands_under_its_linked_service() -> None:
    app = linked_service("App", "AzureFunction", functionAppUrl=ArmParameter("appUrl"))
    found = declared(activity("AzureFunctionActivity", "App", functionName="Unpack"), app)
    assert links(found) == {("https://sales+app/api/Unpack", None, "lookup")}
    missing = declared(activity("AzureFunctionActivity", "Gone", functionName="Unpack"))
    assert links(missing) == {("https://sales+gone/api/Unpack", None, "lookup")}


def test_a_function_without_a_name_is_a_placeholder() -> None:
    secret = VaultSecret(linked("kv"), "app")
    app = linked_service("App", "AzureFunction", functionAppUrl=secret)
    assert links(declared(activity("AzureFunctionActivity", "App"), app)) == {
        ("p/activities/a/unknown/source", None, "lookup")
    }
