"""What was already set up here, so that a second start does not do it again.

A stamp is a small file under VAR that holds the fingerprint of what it was made from.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def fingerprint(files: Iterable[Path], *words: str) -> str:
    """Changes when a file changes name, size or time, or a word changes."""
    facts = [f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in sorted(files) if file.is_file()]
    return hashlib.sha256("\n".join([*words, *facts]).encode()).hexdigest()


def is_fresh(name: str, print_: str) -> bool:
    stamp = _file(name)
    return stamp.exists() and stamp.read_text(encoding="utf-8") == print_


def set_to(name: str, print_: str) -> None:
    _file(name).parent.mkdir(parents=True, exist_ok=True)
    _file(name).write_text(print_, encoding="utf-8")


def forget_all() -> None:
    """A new database: nothing was set up in it."""
    for stamp in (settings.VAR / "stamps").glob("*"):
        stamp.unlink()


def _file(name: str) -> Path:
    return Path(settings.VAR) / "stamps" / name
