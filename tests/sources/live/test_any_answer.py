"""Whatever JSON Azure's address answers, reading ends: with records that can be kept, or with an error of ours."""

from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineage_graph.declared import declare
from lineage_graph.errors import LineageError
from lineage_graph.sources.live import LiveOptions, read_live
from tests.azure import faults
from tests.azure.asking import AT_ONCE, Tokens, factory_at, workspace_at
from tests.azure.faults import Script
from tests.azure.server import Azure, serving
from tests.azure.services import Json
from tests.sources.test_any_json import ANY_JSON

WORDS: Final = st.sampled_from(["value", "nextLink", "name", "id", "properties", "error", "a"])
OBJECTS: Final = st.fixed_dictionaries({"name": ANY_JSON, "properties": ANY_JSON}, optional={"id": ANY_JSON})
ANSWERS: Final = st.one_of(
    ANY_JSON,
    st.dictionaries(WORDS, ANY_JSON, max_size=3),
    st.fixed_dictionaries(
        {"value": st.lists(st.one_of(OBJECTS, ANY_JSON), max_size=3)}, optional={"nextLink": ANY_JSON}
    ),
    OBJECTS,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANSWERS, st.sampled_from([200, 200, 200, 403, 404, 418]), st.booleans())
def test_any_answer_is_a_reading_or_an_error_of_ours(answer: Json, status: int, of_a_factory: bool) -> None:
    with serving(Azure(script=Script())) as azure:
        azure.script.add(".", lambda _, __: faults.told(status, answer), forever=True)
        address = factory_at(azure) if of_a_factory else workspace_at(azure)
        try:
            reading = read_live([address], Tokens(), LiveOptions(AT_ONCE))
        except LineageError as error:
            said = str(error)
        else:
            said = ""
            for service in reading.services:
                declare(service)
    assert len(said.splitlines()) <= 2
