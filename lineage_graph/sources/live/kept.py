"""What of an answer may be kept outside Azure: the properties that the readers look at, and no secret in them.

To keep what a reader newly looks at: name it here. ``tests/capture`` holds what is read of a copy against what is read
of Azure itself.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, TypeAlias
from urllib.parse import quote, unquote

from lineage_graph.keys import segment
from lineage_graph.records import Service, nested
from lineage_graph.sources.definitions import REFERENCES
from lineage_graph.sources.live.tape import Asked
from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import redact
from lineage_graph.sources.runs.kept import Hidden, kept_activity_run, kept_pipeline_run
from lineage_graph.sources.scrubbing import only, scrubbed
from lineage_graph.sources.values import SECURE_TYPES, Border, SecureParameters, secure_names

_SERVICE: Final = re.compile(r"^/subscriptions/.*/factories/[^/]+", re.IGNORECASE)
_SHARED: Final = ("type", "description", "folder", "typeProperties", "parameters")
_PROPERTIES: Final[Mapping[str, tuple[str, ...]]] = {
    "pipelines": ("description", "folder", "parameters", "variables", "activities", "concurrency"),
    "datasets": (*_SHARED, "linkedServiceName", "schema", "structure"),
    "linkedservices": (*_SHARED, "connectVia"),
    "dataflows": _SHARED,
    "triggers": (*_SHARED, "runtimeState", "pipelines", "pipeline"),
    "integrationruntimes": (*_SHARED, "state"),
    "notebooks": ("description", "folder", "metadata", "bigDataPool", "cells"),
    "sqlscripts": ("description", "folder", "content"),
    "sparkjobdefinitions": ("description", "folder", "language", "jobProperties", "targetBigDataPool"),
}
"""Of the objects of each list; of other lists all."""

_CONNECTIONS: Final = ("linkedservices", "integrationruntimes")
_REFERENCES: Final = {**REFERENCES, "sparkjobdefinitions": REFERENCES["sparkjobs"]}
_PAGE: Final = ("nextLink", "continuationToken")
_RunKeeper: TypeAlias = Callable[[Json, Hidden], Json]


@dataclass(frozen=True, slots=True)
class Keeper:
    """What a service's own definitions say of its secrets: secure parameters, and activities with a secure policy."""

    secure: SecureParameters = field(default_factory=dict)
    hidden: Hidden = field(default_factory=Hidden)

    def target(self, asked: Asked) -> str:
        """The request's target; a secret in an object's name is one in its address."""
        path, mark, query = asked.target.partition("?")
        steps = "/".join(quote(redact(unquote(step)), safe="") for step in path.split("/"))
        return f"{steps}{mark}{redact(query)}"

    def answer(self, asked: Asked, answer: Json) -> Json:
        """What may be kept of the answer."""
        steps = [unquote(step).lower() for step in _SERVICE.sub("", asked.path).strip("/").split("/") if step]
        if asked.method == "POST":
            return self._told(steps, answer)
        return self._listed(answer, keep) if (keep := self._of_a_list(steps)) else self._one(steps, answer)

    def _of_a_list(self, steps: list[str]) -> Callable[[Json], Json] | None:
        match steps:
            case [listed] if listed != "workspace":
                return partial(self._definition, listed)
            case ["linkconnections", _, "linktables"]:
                return self._any
            case _:
                return None

    def _one(self, steps: list[str], answer: Json) -> Json:
        match steps:
            case [] | ["workspace"]:
                return self._itself(answer)
            case ["pipelineruns", _]:
                return kept_pipeline_run(answer, self.hidden)
            case [listed, _]:
                return self._definition(listed, answer)
            case _:
                return {}

    def _told(self, steps: list[str], answer: Json) -> Json:
        match steps:
            case ["querypipelineruns"]:
                return self._listed(answer, self._run(kept_pipeline_run))
            case [*_, "queryactivityruns"]:
                return self._listed(answer, self._run(kept_activity_run))
            case [*_, "getstatus"]:
                return {"properties": scrubbed(only(_inside(answer), ("state",)), Border())}
            case _:
                return {}

    def _run(self, keep: _RunKeeper) -> Callable[[Json], Json]:
        return lambda raw: keep(raw, self.hidden)

    def _listed(self, answer: Json, keep: Callable[[Json], Json]) -> Json:
        """A page; one without a list stays without."""
        listed = answer.get("value") if isinstance(answer, dict) else None
        if not isinstance(listed, list):
            return {}
        return {"value": [keep(raw) for raw in listed], **only(answer, _PAGE)}

    def _itself(self, answer: Json) -> Json:
        if not isinstance(answer, dict):
            return None
        told: dict[str, Json] = {**self._any(only(answer, ("id", "name")))}
        if isinstance(answer.get("properties"), dict):
            told["properties"] = scrubbed(only(answer["properties"], ("globalParameters",)), Border())
        return told

    def _definition(self, listed: str, raw: Json) -> Json:
        if not isinstance(raw, dict):
            return None
        border = Border(of_a_connection=listed in _CONNECTIONS, secure=self.secure)
        told: dict[str, Json] = {**self._any(only(raw, ("id", "name")))}
        held = raw.get("properties")
        if isinstance(held, dict):
            known = only(held, _PROPERTIES.get(listed, held))
            told["properties"] = scrubbed(_without_outputs(known) if listed == "notebooks" else known, border)
        return told

    def _any(self, raw: Json) -> Json:
        return scrubbed(raw, Border(secure=self.secure))


def keeper_of(answers: Iterable[tuple[Asked, Json]]) -> Keeper:
    """What the answers about definitions say of the service's secure parameters."""
    secure: dict[tuple[str, str], frozenset[str]] = {}
    for asked, answer in answers:
        listed = unquote(asked.path).rstrip("/").rpartition("/")[2].lower()
        objects = answer.get("value") if isinstance(answer, dict) and listed in _REFERENCES else None
        for raw in objects if isinstance(objects, list) else ():
            names = secure_names(_inside(raw).get("parameters"))
            if names and isinstance(raw.get("name"), str):
                secure[_REFERENCES[listed], segment(raw["name"])] = names
    return Keeper(secure)


def with_policies(keeper: Keeper, service: Service) -> Keeper:
    """The same for the runs of the service: what its definitions make secure is not kept of its runs."""
    inputs: set[tuple[str, str]] = set()
    outputs: set[tuple[str, str]] = set()
    arguments: dict[str, frozenset[str]] = {}
    for pipeline in service.pipelines:
        name = pipeline.name.lower()
        arguments[name] = frozenset(one.name.lower() for one in pipeline.parameters if one.type.lower() in SECURE_TYPES)
        for activity in nested(pipeline.activities):
            policy = activity.rest.properties("policy")
            for word, found in (("secureInput", inputs), ("secureOutput", outputs)):
                if policy.get(word) is True:
                    found.add((name, activity.name.lower()))
    return replace(keeper, hidden=Hidden(frozenset(inputs), frozenset(outputs), arguments))


def _inside(raw: Json) -> dict[str, Json]:
    found = raw.get("properties") if isinstance(raw, dict) else None
    return found if isinstance(found, dict) else {}


def _without_outputs(properties: dict[str, Json]) -> dict[str, Json]:
    """Cells without what they printed: that is data."""
    cells = properties.get("cells")
    kept = [only(cell, ("cell_type", "source", "metadata")) if isinstance(cell, dict) else None for cell in cells or ()]
    return {**properties, "cells": kept} if isinstance(cells, list) else properties
