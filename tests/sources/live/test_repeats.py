"""What may work a moment later is asked again, also questions asked with POST; nothing is asked for ever."""

from dataclasses import replace

import pytest

from lineage_graph.errors import AzureUnavailable
from lineage_graph.sources.live import LiveOptions, Patience, Tally, read_live
from tests.azure import faults
from tests.azure.asking import AT_ONCE, Tokens, factory_at, only, read_factory
from tests.azure.faults import Fault
from tests.azure.server import Azure

LISTED = "^GET .*/pipelines$"
ASKED = "^POST .*/getStatus$"


@pytest.mark.usefixtures("factory")
@pytest.mark.parametrize("pattern", [LISTED, ASKED])
@pytest.mark.parametrize(
    "fault",
    [
        faults.throttled(),
        faults.throttled("0"),
        faults.throttled("3600"),
        faults.throttled("Fri, 31 Dec 9999 23:59:59 GMT"),
        *(faults.status(code) for code in (408, 500, 502, 503, 504)),
        faults.hang_up,
        faults.cut_off,
    ],
)
def test_a_fault_that_passes_leaves_no_trace(azure: Azure, pattern: str, fault: Fault) -> None:
    azure.script.add(pattern, fault, fault)
    tally = Tally()
    service = only(read_live([factory_at(azure)], Tokens(), LiveOptions(AT_ONCE, tally=tally)))
    assert (len(service.pipelines), service.rejected, service.incomplete) == (3, (), frozenset())
    assert [one.state for one in service.integration_runtimes] == ["Online"]
    assert tally.throttled + tally.repeated == 2


@pytest.mark.usefixtures("factory")
def test_repeats_are_counted_and_told(azure: Azure) -> None:
    azure.script.add(LISTED, faults.throttled(), faults.throttled("0"), faults.status(502))
    tally = Tally()
    reading = read_live([factory_at(azure)], Tokens(), LiveOptions(AT_ONCE, tally=tally))
    assert (tally.throttled, tally.repeated, tally.requests) == (2, 1, len(azure.asked))
    assert reading.warnings == (
        f"Azure throttled 2 of {tally.requests} requests, and 1 more failed at first; they were repeated",
    )


@pytest.mark.usefixtures("factory")
def test_nothing_is_told_where_nothing_was_repeated(azure: Azure) -> None:
    assert read_factory(azure).warnings == ()


@pytest.mark.usefixtures("factory")
@pytest.mark.parametrize(("fault", "attempts"), [(faults.throttled(), 4), (faults.status(400), 1), (faults.html, 1)])
def test_a_request_is_repeated_as_often_as_patience_says(azure: Azure, fault: Fault, attempts: int) -> None:
    azure.script.add(LISTED, fault, forever=True)
    only(read_factory(azure))
    assert azure.paths().count(f"{azure.services[0].id}/pipelines") == attempts


@pytest.mark.usefixtures("factory")
def test_a_single_attempt_is_one_attempt(azure: Azure) -> None:
    azure.script.add(LISTED, faults.throttled("0"), forever=True)
    only(read_factory(azure, replace(AT_ONCE, attempts=1)))
    assert azure.paths().count(f"{azure.services[0].id}/pipelines") == 1


@pytest.mark.usefixtures("factory")
def test_all_repeats_together_have_an_end(azure: Azure) -> None:
    azure.script.add("^GET .*/factories/adf-test/", faults.throttled(), forever=True)
    azure.script.add("^POST", faults.throttled(), forever=True)
    azure.page = 1
    patience = replace(AT_ONCE, attempts=50, repeats=10)
    tally = Tally()
    with pytest.raises(AzureUnavailable, match="nothing of it could be read: answered 429"):
        read_live([factory_at(azure)], Tokens(), LiveOptions(patience, tally=tally))
    assert tally.throttled == 10


@pytest.mark.usefixtures("factory")
def test_a_request_with_its_repeats_has_an_end(azure: Azure) -> None:
    azure.script.add(LISTED, faults.throttled(), forever=True)
    service = only(read_factory(azure, replace(AT_ONCE, attempts=10_000, repeats=10_000, seconds=0.2)))
    assert service.incomplete == {"pipelines"}


def test_a_pause_is_never_longer_than_the_longest() -> None:
    assert Patience().longest_pause < Patience().seconds < Patience().list_seconds
