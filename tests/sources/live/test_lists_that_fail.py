"""A list that fails makes its own collection incomplete, says why, and leaves the others as they are."""

from dataclasses import replace
from typing import Final

import pytest

from lineage_graph.errors import AzureUnavailable
from lineage_graph.records import Rejected, Service
from tests.azure import faults
from tests.azure.asking import AT_ONCE, only, read_factory, read_workspace
from tests.azure.faults import Fault
from tests.azure.server import Azure
from tests.azure.services import Service as Held

PIPELINES: Final = "^GET .*/pipelines$"
TRIGGERS: Final = "^GET .*/triggers$"


def the_rejected(service: Service) -> Rejected:
    (rejected,) = service.rejected
    return rejected


@pytest.mark.usefixtures("factory")
@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            faults.forbidden(),
            "answered 403, most likely for want of the role Reader on the data factory: AuthorizationFailed",
        ),
        (faults.not_there, "answered 404: ResourceNotFound"),
        (faults.throttled(), "answered 429: TooManyRequests: The request was throttled."),
        (faults.throttled("0"), "answered 429"),
        (faults.status(408), "answered 408"),
        (faults.status(500), "answered 500"),
        (faults.status(502), "answered 502"),
        (faults.status(503), "answered 503"),
        (faults.status(400), "answered 400: Status400: It did not work."),
        (faults.html, "invalid JSON at line 1, column 1: Expecting value: '<!DOCTYPE html><html><head><title>Sign in"),
        (faults.html_as_json, "invalid JSON at line 1, column 1"),
        (faults.truncated, "invalid JSON at line 1, column"),
        (faults.cut_off, "no usable answer (IncompleteReadError)"),
        (faults.hang_up, "no usable answer (ServiceResponseError)"),
        (faults.bad_gzip, "no usable answer ("),
        (faults.null_value, "the answer has no list under 'value'"),
        (faults.no_value, "the answer has no list under 'value'"),
        (faults.instead([]), "the answer has no list under 'value'"),
        (faults.instead({"value": {}}), "the answer has no list under 'value'"),
        (faults.instead({"value": [], "nextLink": 7}), "its nextLink is no address"),
        (faults.same_page_again, "it comes back to a page that was read before"),
        (faults.linked_to("not an address"), "leads to another address"),
    ],
)
def test_a_list_that_fails_fails_alone(azure: Azure, fault: Fault, told: str) -> None:
    azure.script.add(TRIGGERS, fault, forever=True)
    service = only(read_factory(azure))
    rejected = the_rejected(service)
    assert rejected.reason.startswith(told) or told in rejected.reason
    assert str(rejected.origin) == f"{azure.services[0].id}/triggers"
    assert rejected.kind == "collection"
    assert service.incomplete == {"triggers"}
    assert [one.name for one in service.pipelines] == ["p0", "p1", "p2"]
    assert service.datasets
    assert service.linked_services
    assert service.data_flows
    assert service.integration_runtimes


@pytest.mark.usefixtures("factory")
def test_an_answer_is_shown_to_eighty_characters_and_without_secrets(azure: Azure) -> None:
    secret = "C4naryC4naryC4naryC4nary"
    page = f"oops Server=tcp:s;Password={secret};User=u " + "x" * 200
    azure.script.add(TRIGGERS, lambda _, __: faults.Reply(200, page.encode()), forever=True)
    reason = the_rejected(only(read_factory(azure))).reason
    assert secret not in reason
    assert "oops Server=tcp:s;Password=" in reason
    assert len(reason) < 80 + len("invalid JSON at line 1, column 1: Expecting value: ''…") + 1


@pytest.mark.usefixtures("factory")
def test_an_address_in_an_error_has_no_query(azure: Azure) -> None:
    azure.page = 1
    azure.script.add(PIPELINES, faults.fine, faults.status(500), forever=True)
    service = only(read_factory(azure))
    assert str(the_rejected(service).origin) == f"{azure.services[0].id}/pipelines"
    assert "skiptoken" not in str(the_rejected(service))


@pytest.mark.usefixtures("factory")
def test_what_was_read_before_a_list_failed_is_kept(azure: Azure) -> None:
    azure.page = 1
    azure.script.add(PIPELINES, faults.fine, faults.fine, faults.status(500), forever=True)
    service = only(read_factory(azure))
    assert [one.name for one in service.pipelines] == ["p0", "p1"]
    assert service.incomplete == {"pipelines"}


@pytest.mark.usefixtures("factory")
def test_a_list_without_end_is_left_after_its_pages(azure: Azure) -> None:
    azure.script.add(PIPELINES, faults.endless, forever=True)
    service = only(read_factory(azure, replace(AT_ONCE, pages=5)))
    assert "it does not end after 5 pages" in [one.reason for one in service.rejected]
    assert service.incomplete == {"pipelines"}
    assert azure.paths().count(f"{azure.services[0].id}/pipelines") == 5


@pytest.mark.usefixtures("factory")
def test_a_list_without_end_is_left_after_its_time(azure: Azure) -> None:
    with pytest.raises(AzureUnavailable, match="nothing of it could be read: it does not end within -1 seconds"):
        read_factory(azure, replace(AT_ONCE, list_seconds=-1))


@pytest.mark.usefixtures("factory")
def test_an_empty_list_is_no_failure(azure: Azure) -> None:
    azure.script.add(PIPELINES, faults.instead({"value": []}))
    service = only(read_factory(azure))
    assert (service.pipelines, service.incomplete, service.rejected) == ((), frozenset(), ())


def test_every_page_of_a_list_is_read(azure: Azure, factory: Held) -> None:
    azure.page = 7
    factory.add("pipelines", *({"name": f"q{number}", "properties": {}} for number in range(100)))
    service = only(read_factory(azure))
    assert len(service.pipelines) == 103
    assert azure.paths().count(f"{factory.id}/pipelines") == 15


def test_an_object_without_a_name_or_properties_is_rejected_alone(azure: Azure, factory: Held) -> None:
    factory.objects["datasets"] += [{"properties": {}}, {"name": "d", "properties": []}, None]
    service = only(read_factory(azure))
    assert [(str(one.origin), one.reason) for one in service.rejected] == [
        (f"{factory.id}/datasets#/value/1", "it has no name"),
        (f"{factory.id}/datasets/d", "its properties are no object"),
        (f"{factory.id}/datasets#/value/3", "it has no name"),
    ]
    assert [one.name for one in service.datasets] == ["orders"]
    assert service.incomplete == {"datasets"}


@pytest.mark.usefixtures("factory")
def test_captures_that_a_cloud_does_not_have_are_a_note(azure: Azure) -> None:
    azure.script.add("^GET .*/adfcdcs$", faults.not_there, forever=True)
    reading = read_factory(azure)
    assert (only(reading).incomplete, only(reading).rejected) == (frozenset(), ())
    assert any("adfcdcs: there is no such list here" in line for line in reading.warnings)


@pytest.mark.usefixtures("factory")
def test_without_global_parameters_no_pipeline_seems_whole(azure: Azure) -> None:
    azure.script.add("^GET .*/globalParameters$", faults.forbidden(), forever=True)
    assert only(read_factory(azure)).incomplete == {"pipelines"}


def test_global_parameters_are_read_from_both_places(azure: Azure, factory: Held) -> None:
    factory.properties = {"globalParameters": {"area": {"type": "string", "value": "eu"}}}
    held = {"area": {"type": "string", "value": "other"}, "days": {"type": "int", "value": 3}}
    factory.add("globalParameters", {"name": "default", "properties": held})
    found = {one.name: one.default for one in only(read_factory(azure)).global_parameters}
    assert found == {"area": "eu", "days": 3}


@pytest.mark.usefixtures("factory")
def test_a_factory_that_does_not_tell_of_itself_is_read_all_the_same(azure: Azure) -> None:
    azure.script.add("^GET .*/factories/adf-test$", faults.forbidden(), forever=True)
    service = only(read_factory(azure))
    assert (service.name, service.arm_id) == ("adf-test", azure.services[0].id)
    assert service.incomplete == {"pipelines"}
    assert len(service.pipelines) == 3


@pytest.mark.usefixtures("factory")
def test_a_state_that_is_not_told_is_a_note(azure: Azure) -> None:
    azure.script.add("^POST .*/getStatus$", faults.forbidden(), forever=True)
    reading = read_factory(azure)
    assert [one.state for one in only(reading).integration_runtimes] == [None]
    assert only(reading).rejected == ()
    assert any("onprem/getStatus: the runtime's state is not known: answered 403" in line for line in reading.warnings)


def test_a_refusal_in_a_workspace_names_its_role(azure: Azure) -> None:
    workspace = Held("syn-test", is_factory=False).add("pipelines", {"name": "p", "properties": {}})
    azure.services.append(workspace)
    azure.script.add("^GET /notebooks$", faults.forbidden(), forever=True)
    service = only(read_workspace(azure))
    assert service.incomplete == {"notebooks"}
    assert "for want of the role Synapse Artifact User in the workspace" in the_rejected(service).reason
    assert [one.name for one in service.pipelines] == ["p"]
