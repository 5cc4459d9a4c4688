"""Headless Chromium, steered over a pipe: https://chromedevtools.github.io/devtools-protocol/."""

import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

PROGRAM: Final = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_ARGUMENTS: Final = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-pipe"),
)

Event = dict[str, Any]


class Page:
    """One open page; ``events`` are all that its session told so far."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers
        self._sent, self._rest = 0, b""
        self._session: dict[str, str] = {}
        self.events: list[Event] = []
        target = self.ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = self.ask("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session = {"sessionId": attached["sessionId"]}

    def ask(self, method: str, parameters: dict[str, Any] | None = None) -> Event:
        """What a command answers."""
        self._sent += 1
        command = {"id": self._sent, "method": method, "params": parameters or {}, **self._session}
        os.write(self._commands, json.dumps(command).encode() + b"\0")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for message in self._heard(1) or ():
                if message.get("id") == self._sent:
                    assert "error" not in message, message
                    return dict(message["result"])
        raise TimeoutError(method)

    def listen(self, seconds: float) -> None:
        """Gather events until the page has been silent for so long, a minute at most."""
        deadline = time.monotonic() + 60
        while self._heard(seconds) is not None and time.monotonic() < deadline:
            pass

    def _heard(self, seconds: float) -> list[Event] | None:
        """The messages that are whole by now; None where nothing came for so long."""
        if not select.select([self._answers], [], [], seconds)[0]:
            return None
        told = os.read(self._answers, 1 << 20)
        assert told, "Chromium has ended"
        *whole, self._rest = (self._rest + told).split(b"\0")
        messages = [json.loads(text) for text in whole]
        self.events += (message for message in messages if "method" in message)
        return messages


@contextmanager
def opened(profile: Path) -> Iterator[Page]:
    """An empty page in a Chromium of its own, which ends with it."""
    assert PROGRAM is not None
    commands, to_it = os.pipe()
    from_it, answers = os.pipe()
    for descriptor in (commands, answers):
        os.set_inheritable(descriptor, True)
    start = f'exec "$@" 3<&{commands} 4>&{answers}'
    words = ["bash", "-c", start, "chromium", PROGRAM, *_ARGUMENTS, f"--user-data-dir={profile}"]
    with subprocess.Popen(
        words,
        pass_fds=(commands, answers),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(commands)
        os.close(answers)
        try:
            yield Page(to_it, from_it)
        finally:
            os.close(to_it)
            process.terminate()
    os.close(from_it)
