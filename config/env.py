"""Read what changes between hosts from the environment; refuse an odd value in words.

Every reader also accepts NAME_FILE, the path of a file that holds the value (container secrets).
"""

import os
import re
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


def engine(name: str, default: str = "dense") -> str:
    """What sums: dense or duckdb, in this process, or the address of a Spark cluster."""
    value = text(name, default)
    if value in {"dense", "duckdb"} or re.fullmatch(r"spark://[\w.-]+:\d+(,[\w.-]+:\d+)*", value):
        return value
    raise BadSetting(f"{name} is “{value}”; write dense, duckdb, or spark://host:port.")


def bucket(name: str) -> str:
    """The bucket, or bucket/prefix, that an s3:// address names; nothing where a folder is named, or nothing."""
    value = text(name)
    if "://" not in value:
        return ""
    found = re.fullmatch(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[\w.-]+)*)/?", value)
    if found is None:
        raise BadSetting(f"{name} is “{value}”; write a folder, or s3://bucket/prefix.")
    return found[1]


def address(name: str) -> str:
    """Of a service: http:// or https://, a host, perhaps a port. Nothing where nothing is set."""
    value = text(name).rstrip("/")
    if not value or re.fullmatch(r"https?://[\w.-]+(:\d+)?", value):
        return value
    raise BadSetting(f"{name} is “{value}”; write http://host:port or https://host.")
