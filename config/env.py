"""Read what changes between hosts from the environment; refuse an odd value in words.

Every reader also accepts NAME_FILE, the path of a file that holds the value (container secrets).
"""

import os
from pathlib import Path

TRUE, FALSE = {"1", "true", "yes", "on", "oui"}, {"", "0", "false", "no", "off", "non"}


class BadSetting(SystemExit):
    """A setting nobody can run with: the process stops and says what to type."""


def text(name: str, default: str = "") -> str:
    if file := os.environ.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE names {file}, which cannot be read: {error.strerror}.") from error
    return os.environ.get(name, "").strip() or default  # a variable left empty is one not set


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name, "yes" if default else "no").lower()
    if value in TRUE | FALSE:
        return value in TRUE
    raise BadSetting(f"{name} is “{value}”; write yes or no.")


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if value.lstrip("-").isdigit():
        return int(value)
    raise BadSetting(f"{name} is “{value}”; write a whole number.")


def names(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser().resolve()
