"""The house awake: the web server and the worker, watched by one small process.

Standard library only, so that it weighs a few megabytes. Ctrl-C, a closed terminal, or a child that dies ends
everything within three seconds, and says so in a sentence.

    python -m config.house HOST PORT GREETING
"""

import contextlib
import ctypes
import http.client
import os
import signal
import subprocess
import sys
import time

PATIENCE = 2.5  # seconds between a polite request to stop and the end
PR_SET_PDEATHSIG = 1
NAMES = {"web": "Le serveur web", "worker": "Le travailleur de fond"}


# Threads share two reserves of memory instead of keeping eight each, and what is freed goes back: 100 MB less.
THRIFT = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072", "ARROW_DEFAULT_MEMORY_POOL": "system"}


class Asked(Exception):
    """Someone asked the house to close."""


def follow_to_the_grave() -> None:
    """Should this process be killed outright, its children end too."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(*command: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this process alone, which closes the others in order.
    environment = THRIFT | os.environ
    return subprocess.Popen(  # noqa: S603
        command,
        env=environment,
        start_new_session=True,
        preexec_fn=follow_to_the_grave,  # noqa: PLW1509
    )


def web(host: str, port: str) -> subprocess.Popen[bytes]:
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", port]
    size = ["--workers", os.environ.get("WEB_WORKERS", "1"), "--blocking-threads", os.environ.get("WEB_THREADS", "4")]
    return start(
        *granian, *size, "--no-ws", "--log-level", "error", "--workers-kill-timeout", "2", "config.wsgi:application"
    )


def answers(host: str, port: str) -> bool:
    try:
        line = http.client.HTTPConnection(host.replace("0.0.0.0", "127.0.0.1"), int(port), timeout=30)  # noqa: S104
        line.request("GET", "/robots.txt")
        line.getresponse()
    except OSError:
        return False
    return True


def watch(children: dict[str, subprocess.Popen[bytes]], host: str, port: str, greeting: str) -> str:
    """Greet once the door answers, then wait; return the sentence that says who died."""
    is_greeted = False
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                return f"{NAMES[name]} s’est arrêté (code {child.returncode}) : Repères se ferme ; voyez ci-dessus."
        if not is_greeted and answers(host, port):
            print(greeting, flush=True)
            is_greeted = True
        time.sleep(0.5 if is_greeted else 0.1)


def close(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask each child to stop, then insist; its own children go with it."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + PATIENCE
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def main(host: str, port: str, greeting: str) -> int:
    def heed(answer: object) -> None:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, answer)  # type: ignore[arg-type]

    def ask(*_: object) -> None:
        heed(signal.SIG_IGN)  # asked once is enough: closing is not interrupted
        raise Asked

    heed(ask)
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        children["web"] = web(host, port)
        children["worker"] = start(sys.executable, "manage.py", "work")
        sentence = watch(children, host, port, greeting)
    except Asked:
        sentence = ""
    heed(signal.SIG_IGN)
    close(children)
    print(sentence or "\nRepères est fermé. Rien n’est perdu : ./dev run l’ouvre de nouveau.", file=sys.stderr)
    return 1 if sentence else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
