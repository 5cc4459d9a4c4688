"""Several addresses, and addresses that mean several factories: each service is read, or missed, by itself."""

import threading
from dataclasses import replace

import pytest

from lineage_graph.errors import AzureUnavailable, ServiceMissing
from lineage_graph.records import Reading, ServiceKind
from lineage_graph.sources.live import FactoryAddress, LiveOptions, read_live
from tests.azure import faults
from tests.azure.asking import AT_ONCE, Tokens, factory_at, only, read_factory, workspace_at
from tests.azure.server import Azure
from tests.azure.services import SUBSCRIPTION, Service


def a_factory(name: str, group: str = "rg-data") -> Service:
    return Service(name, group=group).add("pipelines", {"name": f"p-{name}", "properties": {"activities": []}})


def names(reading: Reading) -> list[str]:
    return [service.name for service in reading.services]


def read(*addresses: FactoryAddress) -> Reading:
    return read_live(addresses, Tokens(), LiveOptions(AT_ONCE))


def test_a_group_and_a_subscription_mean_all_their_factories(azure: Azure) -> None:
    azure.page = 1
    azure.services += [a_factory("a"), a_factory("b"), a_factory("c", group="RG-Other")]
    assert names(read(factory_at(azure, None))) == ["a", "b"]
    assert names(read(factory_at(azure, None, "rg-other"))) == ["c"]
    assert names(read(factory_at(azure, None, None))) == ["a", "b", "c"]


def test_one_factory_that_fails_leaves_the_others(azure: Azure) -> None:
    azure.services += [a_factory("a"), a_factory("b"), a_factory("c")]
    azure.script.add("/factories/a/", faults.forbidden(), forever=True)
    azure.script.add("/factories/b$", faults.not_there, forever=True)
    reading = read(factory_at(azure, None))
    assert names(reading) == ["c"]
    first, second = reading.rejected
    assert (first.kind, str(first.origin)) == ("service", azure.services[0].id)
    assert first.reason.startswith("nothing of it could be read: answered 403, most likely for want of the role Reader")
    assert second.reason.startswith("service-missing: There is no data factory b at /subscriptions/")


def test_a_factory_that_is_not_there_is_an_error_of_its_own(azure: Azure) -> None:
    azure.services.append(a_factory("a"))
    with pytest.raises(ServiceMissing, match=r"There is no data factory gone at .*; what is known of it stays"):
        read_factory(azure, name="gone")
    assert ServiceMissing.exit_code == 6
    with pytest.raises(ServiceMissing, match=r"There is no Synapse workspace at http://127\.0\.0\.1"):
        read_live([workspace_at(azure)], Tokens(), LiveOptions(AT_ONCE))


def test_a_group_that_cannot_be_listed_is_rejected_beside_others(azure: Azure) -> None:
    azure.services.append(a_factory("a"))
    azure.script.add("/factories$", faults.forbidden(), forever=True)
    reading = read(factory_at(azure, None), factory_at(azure, "a"))
    assert names(reading) == ["a"]
    (rejected,) = reading.rejected
    assert str(rejected.origin) == factory_at(azure, None).path
    with pytest.raises(AzureUnavailable, match="answered 403"):
        read(factory_at(azure, None))


def test_a_listed_factory_of_another_subscription_is_not_followed(azure: Azure) -> None:
    azure.services.append(a_factory("a"))
    other = Service("a", subscription="11111111-0000-0000-0000-000000000000").itself()
    azure.script.add("/factories$", faults.instead({"value": [other]}), forever=True)
    with pytest.raises(AzureUnavailable, match="a factory whose id is not below it"):
        read(factory_at(azure, None))


def test_a_group_without_factories_is_a_warning(azure: Azure) -> None:
    reading = read(factory_at(azure, None, "rg-empty"))
    assert reading.services == ()
    assert reading.warnings == (
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-empty/providers/Microsoft.DataFactory/factories: "
        "there is no data factory that this login may see",
    )


def test_a_factory_named_twice_is_one_service(azure: Azure) -> None:
    azure.services.append(a_factory("a"))
    reading = read(factory_at(azure, None), factory_at(azure, "A", "RG-DATA"))
    assert names(reading) == ["a"]
    assert reading.rejected == ()
    assert reading.ignored == ("a: the same as a, word for word",)


def test_azure_that_cannot_be_reached_is_an_error(free_port: int) -> None:
    nobody = FactoryAddress(SUBSCRIPTION, "g", "f", endpoint=f"http://127.0.0.1:{free_port}")
    with pytest.raises(AzureUnavailable, match=r"no usable answer \(ServiceRequestError\)"):
        read(nobody)


def test_a_factory_and_a_workspace_are_read_together(azure: Azure) -> None:
    workspace = Service("syn", is_factory=False).add("pipelines", {"name": "p", "properties": {"activities": []}})
    azure.services += [a_factory("a"), workspace]
    reading = read_live([factory_at(azure, "a"), workspace_at(azure)], Tokens(), LiveOptions(AT_ONCE))
    assert [(service.kind, service.name) for service in reading.services] == [
        (ServiceKind.DATA_FACTORY, "a"),
        (ServiceKind.SYNAPSE, "syn"),
    ]


def test_progress_counts_every_collection(azure: Azure) -> None:
    azure.services += [a_factory("a"), a_factory("b"), Service("syn", is_factory=False).add("pipelines")]
    told: list[tuple[int, int]] = []
    options = LiveOptions(AT_ONCE, progress=lambda read, total: told.append((read, total)))
    read_live([factory_at(azure, None), workspace_at(azure)], Tokens(), options)
    assert told == [(count, 26) for count in range(1, 27)]


def test_no_more_requests_are_under_way_than_allowed(azure: Azure) -> None:
    azure.services.append(a_factory("a"))
    four = threading.Barrier(4)
    azure.script.add("^GET .*/factories/a/", faults.after(lambda: four.wait(timeout=20)), forever=True)
    assert only(read_factory(azure, name="a")).rejected == ()
    assert azure.most_at_once == 4


def test_one_request_at_a_time_is_one(azure: Azure) -> None:
    azure.services.append(a_factory("a"))
    read_live([factory_at(azure, "a")], Tokens(), LiveOptions(AT_ONCE, concurrency=1))
    assert azure.most_at_once == 1


def test_a_place_is_spelled_as_azure_spells_it(azure: Azure) -> None:
    azure.services.append(a_factory("a"))
    service = only(read(factory_at(azure, "A", "RG-DATA")))
    assert (service.name, service.arm_id) == ("a", azure.services[0].id)
    assert [str(one.origin) for one in service.pipelines] == [f"{azure.services[0].id}/pipelines/p-a"]


def test_a_reading_that_is_given_up_asks_nothing_more(azure: Azure) -> None:
    azure.services.append(a_factory("a"))
    azure.script.add("/pipelines$", faults.unauthorized, forever=True)
    azure.script.add("^GET .*/factories/a/", faults.throttled("60"), forever=True)
    patience = replace(AT_ONCE, attempts=100, longest_pause=60)
    with pytest.raises(AzureUnavailable, match="does not accept the token"):
        read_live([factory_at(azure, "a")], Tokens(), LiveOptions(patience))
    assert len(azure.paths()) < 1 + 2 + 8
