"""The server: both REST APIs on a free port of 127.0.0.1, for as long as a ``with`` lasts.

``Azure(...)`` says what it holds and which faults it has; ``azure.asked`` is what it was asked, in order.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from tests.azure import runs
from tests.azure.faults import Asked, Reply, Script, not_there, told, unauthorized
from tests.azure.services import Json, Service

_FACTORIES: Final = re.compile(
    r"^/subscriptions/(?P<subscription>[^/]+)(?:/resourcegroups/(?P<group>[^/]+))?"
    r"/providers/microsoft\.datafactory/factories(?:/(?P<factory>[^/]+)(?P<rest>/.*)?)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Request:
    """A request that came. ``headers`` are without the token, of which ``token`` tells whether there was one."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Json
    token: bool


@dataclass(slots=True)
class Azure:
    """What is served. ``accepted`` are the tokens that are let in, None all and none; lists have ``page`` objects.

    ``date`` is what the answers tell of the time, None the machine's own.
    """

    services: list[Service] = field(default_factory=list)
    page: int = 50
    run_page: int = 100
    accepted: set[str] | None = None
    date: str | None = None
    script: Script = field(default_factory=Script)
    asked: list[Request] = field(default_factory=list)
    most_at_once: int = 0
    origin: str = ""
    _at_once: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def paths(self, method: str = "") -> list[str]:
        """The paths that were asked, in order."""
        return [one.path for one in self.asked if method in ("", one.method)]

    def answer(self, request: Request, target: str, token: str | None) -> Reply:
        """The answer, as scripted or as it is."""
        asked = Asked(self.origin, request.path, target)
        fault = self.script.fault(f"{request.method} {request.path}")

        def true() -> Reply:
            if self.accepted is not None and token not in self.accepted:
                return unauthorized(asked, Reply)
            found = self._true(request)
            return not_there(asked, Reply) if found is None else found

        return fault(asked, true)

    @contextmanager
    def counted(self, request: Request) -> Iterator[None]:
        """While one request is answered."""
        with self._lock:
            self.asked.append(request)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1

    def _true(self, request: Request) -> Reply | None:
        if "api-version" not in request.query:
            return told(400, {"error": {"code": "MissingApiVersionParameter", "message": "api-version is required"}})
        found = _FACTORIES.match(request.path)
        if found is None:
            workspace = next((one for one in self.services if not one.is_factory), None)
            return self._of_a_service(workspace, request.path, request) if workspace else None
        held = [one for one in self.services if one.is_factory and _is_meant(one, found)]
        if found["factory"] is None:
            return self._listed([one.itself() for one in held], request)
        service = next((one for one in held if one.name.lower() == unquote(found["factory"]).lower()), None)
        return self._of_a_service(service, found["rest"] or "", request) if service else None

    def _of_a_service(self, service: Service, rest: str, request: Request) -> Reply | None:
        steps = [unquote(step) for step in rest.strip("/").split("/") if step]
        if request.method == "POST":
            return self._question(service, steps, request)
        if not steps or (steps == ["workspace"] and not service.is_factory):
            return told(200, service.itself())
        lists = {name.lower(): service.objects.get(name, []) for name in service.lists}
        held = lists.get(steps[0].lower())
        if held is not None and len(steps) == 1:
            return self._listed(held, request)
        return _inside(service, held, steps)

    def _listed(self, objects: list[Json], request: Request) -> Reply:
        start = int(request.query.get("$skiptoken", ["0"])[0])
        content: Json = {"value": objects[start : start + self.page]}
        if start + self.page < len(objects):
            version = request.query["api-version"][0]
            link = f"{self.origin}{request.path}?api-version={version}&%24skiptoken={start + self.page}"
            content["nextLink"] = link
        return told(200, content)

    def _question(self, service: Service, steps: list[str], request: Request) -> Reply | None:
        try:
            rows = _rows(service, steps, request.body)
            start = int(request.body.get("continuationToken") or 0) if rows is not None else 0
        except (runs.BadQuestion, ValueError) as error:
            return told(400, {"error": {"code": "BadRequest", "message": str(error)}})
        if rows is not None:
            content: Json = {"value": rows[start : start + self.run_page]}
            if start + self.run_page < len(rows):
                content["continuationToken"] = str(start + self.run_page)
            return told(200, content)
        if len(steps) == 3 and steps[0].lower() == "integrationruntimes" and steps[2] == "getStatus":
            state = service.runtime_states.get(steps[1], "Online")
            return told(200, {"name": steps[1], "properties": {"type": "SelfHosted", "state": state}})
        return None


def _inside(service: Service, held: list[Json] | None, steps: list[str]) -> Reply | None:
    match steps:
        case ["pipelineruns", run]:
            return _one(service.runs.pipelines, "runId", run)
        case [_, name, "linktables"]:
            return told(200, {"value": service.link_tables.get(name, [])})
        case [_, name] if held is not None:
            return _one(held, "name", name)
        case _:
            return None


def _rows(service: Service, steps: list[str], body: Json) -> list[Json] | None:
    match [step.lower() for step in steps]:
        case ["querypipelineruns"]:
            return runs.pipeline_runs(service, body)
        case ["querytriggerruns"]:
            return runs.trigger_runs(service, body)
        case ["pipelineruns", _, "queryactivityruns"] if service.is_factory:
            return runs.activity_runs(service, steps[1], body)
        case ["pipelines", _, "pipelineruns", _, "queryactivityruns"] if not service.is_factory:
            return runs.activity_runs(service, steps[3], body)
        case _:
            return None


def _one(objects: list[Json], key: str, name: str) -> Reply | None:
    return next((told(200, one) for one in objects if one[key].lower() == name.lower()), None)


def _is_meant(service: Service, found: re.Match[str]) -> bool:
    group = found["group"]
    return service.subscription.lower() == found["subscription"].lower() and (
        group is None or service.group.lower() == unquote(group).lower()
    )


@contextmanager
def serving(azure: Azure) -> Iterator[Azure]:
    """The server, started; ``azure.origin`` is its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(azure))
    azure.origin = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield azure
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(azure: Azure) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        timeout = 30

        def do_GET(self) -> None:
            self._handle()

        def do_POST(self) -> None:
            self._handle()

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(timestamp) if azure.date is None else azure.date

        def log_message(self, *_: object) -> None:
            """Nothing: what came is kept in ``azure.asked``."""

        def _handle(self) -> None:
            parts = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name: value for name, value in self.headers.items() if name.lower() != "authorization"}
            given = self.headers.get("Authorization")
            body = json.loads(raw) if raw else None
            request = Request(self.command, parts.path, parse_qs(parts.query), headers, body, given is not None)
            with azure.counted(request):
                self._send(azure.answer(request, self.path, given.removeprefix("Bearer ") if given else None))

        def _send(self, reply: Reply) -> None:
            if reply.hang_up or reply.length is not None:
                self.close_connection = True
            if reply.hang_up:
                return
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
            for name, value in reply.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

    return Handler
