"""Catalogues of translated words: compiled without gettext, and checked to be complete."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings


def catalogues() -> Iterator[Path]:
    """Every room's django.po."""
    for room in apps.get_app_configs():
        if Path(room.path).is_relative_to(settings.ROOT / "reperes"):
            yield from sorted(Path(room.path).glob("locale/*/LC_MESSAGES/django.po"))


def read(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, locale=file.parent.parent.name)


def compile_stale() -> int:
    """Write each .mo older than its .po; how many were written."""
    stale = [po for po in catalogues() if not _is_fresh(po)]
    for po in stale:
        unfinished = po.with_suffix(".mo.part")
        with unfinished.open("wb") as target:
            write_mo(target, read(po))
        unfinished.replace(po.with_suffix(".mo"))
    return len(stale)


def _is_fresh(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns


def unsaid() -> list[str]:
    """Messages without a translation, or marked doubtful, as "room/locale: message"."""
    return [
        f"{po.parents[3].name}/{po.parent.parent.name}: {message.id}"
        for po in catalogues()
        for message in read(po)
        if message.id and (message.fuzzy or not _is_said(message.string))
    ]


def _is_said(string: str | Sequence[str] | None) -> bool:
    return all(string or [""])  # every plural form
