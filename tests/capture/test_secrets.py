"""No secret that Azure serves comes out anywhere: not of a refresh, a capture, its load, or any answer after that."""

import json
import logging
import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from lineage_graph.cli import run
from tests.azure.faults import forbidden
from tests.azure.server import serving
from tests.azure.services import GROUP, SUBSCRIPTION
from tests.capture.canaries import Listening, a_service, texts
from tests.capture.taking import texts as held
from tests.conftest import Server, wipe
from tests.laws.loading import everything
from tests.laws.planted import STEM
from tests.questions.writing import driver_of

PLANTED = re.compile(rf"{STEM}\d+")
LOGGERS = ("azure", "urllib3", "msal", "requests", "lineage_graph")
QUESTIONS = [
    ("show", "adf://shop/pipelines/main"),
    ("show", "adf://shop/pipelines/secure/activities/ask"),
    ("show", "synapse://ws/linkedservices/ls_rest", "--label", "LinkedService"),
    ("runs", "adf://shop/pipelines/main"),
    ("impact", "mssql://shop.database.windows.net/shop/dbo/t"),
    ("coverage",),
    ("query", "MATCH (n)-[r]->(m) RETURN n, r, m"),
]


def canaries_in(text: str) -> set[str]:
    return set(PLANTED.findall(text))


@pytest.mark.timeout(900)
def test_no_secret_comes_out_anywhere(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in LOGGERS:
        caplog.set_level(logging.DEBUG, name)
    monkeypatch.setenv("NEO4J_URI", server.uri)
    monkeypatch.setenv("NEO4J_USERNAME", server.user)
    monkeypatch.setenv("NEO4J_PASSWORD", server.password)
    monkeypatch.setenv("COLUMNS", "400")
    with driver_of(server) as driver:
        wipe(driver)
    services = [a_service("shop", is_factory=True), a_service("ws", is_factory=False)]
    azure = Listening(services, page=7)
    refused = texts()
    azure.script.add("^GET /sparkJobDefinitions$", forbidden(" ".join(refused)), forever=True)
    planted = canaries_in(json.dumps([*map(asdict, services), *refused]))
    capture, figures = tmp_path / "capture", tmp_path / "lineage.prom"
    told: dict[str, str] = {}

    def says(*arguments: str) -> int:
        code = run(["--debug", *arguments])
        output = capsys.readouterr()
        told[" ".join(arguments)] = output.out + output.err
        return code

    with serving(azure):
        config = lineage_yml(azure.origin, tmp_path)
        assert says("refresh", "-c", config, "-o", "json") == 1
        # The runs of a service that is not known whole wait for a day.
        azure.date = format_datetime(datetime.now(UTC) + timedelta(days=1, hours=1), usegmt=True)
        assert says("refresh", "-c", config, "-o", "json", "--metrics-file", str(figures)) == 1
        served = canaries_in("".join(azure.served))
        told["graph of the refresh"] = everything(server)
        assert says("capture", "-c", config, str(capture)) == 1
        assert says("capture", "-c", config, str(capture), "-o", "json") == 1
    with driver_of(server) as driver:
        wipe(driver)
    assert says("load", str(capture), "-o", "json") == 1
    assert says("load", str(capture), "--dry-run") == 1
    told["graph of the capture"] = everything(server)
    for question in QUESTIONS:
        for form in ("table", "json"):
            said = says(*question, "-o", form)
            # The table's name is in a query that is not parsed: the candidates are an answer, too.
            assert said == (4 if question[0] == "impact" else 0), told[" ".join((*question, "-o", form))]
    says("status", "-o", "json")
    told |= {"figures": figures.read_text(encoding="utf-8"), "capture": held(capture), "log": caplog.text}
    assert planted - served == set()
    assert len(planted) > 500
    for graph in ("graph of the refresh", "graph of the capture"):
        assert "shop.database.windows.net" in told[graph]
        assert "Failed" in told[graph]
    assert "shelf.blob.core.windows.net" in told["capture"]
    assert "urllib3" in told["log"]
    assert {where: found for where, text in told.items() if (found := canaries_in(text))} == {}


def lineage_yml(origin: str, folder: Path) -> str:
    shared = {"endpoint": origin, "credential": "none", "runs": {"lookback": "3d"}}
    factory = {"type": "data-factory", "name": "f", "subscription": SUBSCRIPTION, "resource-group": GROUP}
    sources = [{**factory, "factory": "shop", **shared}, {"type": "synapse", "name": "w", **shared}]
    file = folder / "lineage.yml"
    file.write_text(json.dumps({"version": 1, "sources": sources}), encoding="utf-8")
    return str(file)
