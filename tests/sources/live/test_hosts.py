"""Nothing but the host that was asked for is asked, and no token leaves it."""

from collections.abc import Iterator

import pytest

from lineage_graph.errors import UsageError
from lineage_graph.sources.live import Cloud, FactoryAddress, LiveOptions, WorkspaceAddress, read_live
from tests.azure import faults
from tests.azure.asking import AT_ONCE, Tokens, factory_at, only, read_factory
from tests.azure.server import Azure, serving
from tests.azure.services import GROUP, SUBSCRIPTION

LISTED = "^GET .*/pipelines$"


@pytest.fixture
def stranger() -> Iterator[Azure]:
    """Another server, which nobody was told to ask."""
    with serving(Azure()) as started:
        yield started


@pytest.mark.usefixtures("factory")
def test_a_next_page_elsewhere_is_refused(azure: Azure, stranger: Azure) -> None:
    azure.script.add(LISTED, faults.linked_to(f"{stranger.origin}/pipelines?api-version=2018-06-01"), forever=True)
    service = only(read_factory(azure))
    assert stranger.asked == []
    assert service.incomplete == {"pipelines"}
    (rejected,) = service.rejected
    assert rejected.reason == "Azure's answer leads to another address, http://127.0.0.1, where no token is sent"
    assert [one.name for one in service.pipelines] == ["p0", "p1", "p2"]


@pytest.mark.usefixtures("factory")
@pytest.mark.parametrize(
    "url",
    [
        "http://management.azure.com/more",
        "https://evil.example/more",
        "https://user:word@management.azure.com/more",
        "//evil.example/more",
        "file:///etc/hosts",
    ],
)
def test_a_next_page_at_any_other_place_is_refused(azure: Azure, url: str) -> None:
    azure.script.add(LISTED, faults.linked_to(url), forever=True)
    service = only(read_factory(azure))
    assert service.incomplete == {"pipelines"}
    assert "word" not in str(service.rejected)


@pytest.mark.usefixtures("factory")
def test_a_redirect_elsewhere_is_refused(azure: Azure, stranger: Azure) -> None:
    azure.script.add(LISTED, faults.redirect(f"{stranger.origin}/login"), forever=True)
    service = only(read_factory(azure))
    assert stranger.asked == []
    assert service.incomplete == {"pipelines"}


def test_a_redirect_at_home_is_followed(azure: Azure, factory: object) -> None:
    assert factory
    there = f"{azure.services[0].id}/datasets?api-version=2018-06-01"
    azure.script.add(LISTED, faults.redirect(there), forever=True)
    service = only(read_factory(azure))
    assert [one.name for one in service.pipelines] == ["orders"]


@pytest.mark.usefixtures("factory")
def test_a_redirect_in_a_circle_ends(azure: Azure) -> None:
    azure.script.add(LISTED, faults.redirect(f"{azure.services[0].id}/pipelines?api-version=2018-06-01"), forever=True)
    assert only(read_factory(azure)).incomplete == {"pipelines"}


@pytest.mark.usefixtures("factory")
def test_every_request_says_who_asks_and_carries_the_token(azure: Azure) -> None:
    tokens = Tokens()
    azure.accepted = set(tokens.tokens)
    only(read_live([factory_at(azure)], tokens, LiveOptions(AT_ONCE)))
    assert all(one.token for one in azure.asked)
    assert all(one.headers["User-Agent"].startswith("lineage-graph/") for one in azure.asked)
    assert set(tokens.scopes) == {"https://management.azure.com/.default"}
    assert len(tokens.scopes) == 1


@pytest.mark.usefixtures("factory")
def test_only_reading_requests_are_sent(azure: Azure) -> None:
    azure.script.add(
        "^GET .*/datasets$", faults.refusal(409, "MissingSubscriptionRegistration", "Not registered."), forever=True
    )
    assert only(read_factory(azure)).incomplete == {"datasets"}
    assert [path for path in azure.paths("POST") if not path.endswith("/getStatus")] == []


@pytest.mark.parametrize(
    ("address", "origin", "scope"),
    [
        (FactoryAddress("s", "g", "f"), "https://management.azure.com", "https://management.azure.com/.default"),
        (
            FactoryAddress("s", "g", "f", Cloud.CHINA),
            "https://management.chinacloudapi.cn",
            "https://management.chinacloudapi.cn/.default",
        ),
        (
            FactoryAddress("s", "g", "f", Cloud.GOVERNMENT),
            "https://management.usgovcloudapi.net",
            "https://management.core.usgovcloudapi.net/.default",
        ),
        (WorkspaceAddress("w"), "https://w.dev.azuresynapse.net", "https://dev.azuresynapse.net/.default"),
        (
            WorkspaceAddress("w", Cloud.CHINA),
            "https://w.dev.azuresynapse.azure.cn",
            "https://dev.azuresynapse.azure.cn/.default",
        ),
        (
            WorkspaceAddress("w", Cloud.GOVERNMENT),
            "https://w.dev.azuresynapse.usgovcloudapi.net",
            "https://dev.azuresynapse.usgovcloudapi.net/.default",
        ),
        (
            WorkspaceAddress(endpoint="https://W.dev.azuresynapse.net:443/"),
            "https://w.dev.azuresynapse.net",
            "https://dev.azuresynapse.net/.default",
        ),
    ],
)
def test_each_cloud_has_its_own_addresses(address: FactoryAddress | WorkspaceAddress, origin: str, scope: str) -> None:
    assert (address.origin, address.scope) == (origin, scope)


@pytest.mark.parametrize(
    "address",
    [
        WorkspaceAddress(),
        WorkspaceAddress(endpoint="http://w.dev.azuresynapse.net"),
        WorkspaceAddress(endpoint="w.dev.azuresynapse.net"),
        WorkspaceAddress(endpoint="https://me:word@w.dev.azuresynapse.net"),
        FactoryAddress("s", None, "f"),
        FactoryAddress("", "g", "f"),
        FactoryAddress("s", "g", "f", endpoint="http://127.0.0.1.example.com"),
        FactoryAddress("s", "g", "f", endpoint="ftp://127.0.0.1"),
    ],
)
def test_an_address_that_cannot_be_asked_is_wrong_use(address: FactoryAddress | WorkspaceAddress) -> None:
    with pytest.raises(UsageError) as caught:
        read_live([address], Tokens(), LiveOptions(AT_ONCE))
    assert "word" not in str(caught.value)


def test_without_a_credential_only_this_machine_is_asked(azure: Azure, factory: object) -> None:
    assert factory
    assert only(read_live([factory_at(azure)], None, LiveOptions(AT_ONCE))).pipelines
    assert not any(one.token for one in azure.asked)
    with pytest.raises(UsageError, match="not asked without a credential"):
        read_live([FactoryAddress(SUBSCRIPTION, GROUP, "f")], None)
