"""A whole house for the journeys: served by the same command as a host's, on a free port, with its starter content."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from django.conf import settings

PATIENCE = 240  # seconds: planting on two busy cores


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Letterbox:
    """Keeps each mail the house sends."""

    def __init__(self) -> None:
        self.letters: list[str] = []

    async def handle_DATA(self, server, session, envelope) -> str:
        self.letters.append(envelope.content.decode("utf-8"))
        return "250 OK"


@dataclass
class House:
    """What a test needs to know of it."""

    address: str
    var: Path
    environment: dict[str, str]
    pid: int
    letterbox: Letterbox = field(default_factory=Letterbox)

    def manage(self, *command: str) -> str:
        """Run a Django command on this house."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout


@contextmanager
def opened(var: Path, **environment: str) -> Iterator[House]:
    """Serve on `var` until the block ends."""
    letterbox, port, mail_port = Letterbox(), free_port(), free_port()
    mail = Controller(letterbox, hostname="127.0.0.1", port=mail_port)
    mail.start()
    env = os.environ | {
        "REPERES_VAR": str(var),
        "REPERES_TESTING": "no",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail_port),
        "EMAIL_USE_TLS": "no",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        **environment,
    }
    log = var.parent / f"{var.name}.log"
    with log.open("w", encoding="utf-8") as out:
        command = [sys.executable, "manage.py", "serve", "--prepare"]
        served = subprocess.Popen(command, cwd=settings.ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait(served, log)
        yield House(f"http://127.0.0.1:{port}", var, env, served.pid, letterbox)
    finally:
        served.send_signal(signal.SIGINT)
        served.wait(10)
        mail.stop()


def _wait(served: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while "Ctrl-C" not in log.read_text(encoding="utf-8"):
        if served.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"the house did not open:\n{log.read_text(encoding='utf-8')}")
        time.sleep(0.2)
