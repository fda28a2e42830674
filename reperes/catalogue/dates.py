"""Uncertain dates of publications: EDTF (ISO 8601-2), checked by undate, said in words."""

import datetime
import re
from functools import lru_cache

from django.contrib.humanize.templatetags.humanize import ordinal
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from undate import Undate, UndateInterval

UNKNOWN = ("", "..")


@lru_cache(maxsize=4096)
def parsed(written: str) -> Undate | UndateInterval:
    """The date as undate reads it; ValueError when it is not one."""
    try:
        return Undate.parse(written.strip(), "EDTF")
    except Exception as error:  # undate lets its parser's own exceptions through
        raise ValueError(written) from error


def check(written: str) -> None:
    """Validator of a model field: a sentence when the date cannot be read."""
    try:
        parsed(written)
    except ValueError as error:
        raise ValidationError(
            _(
                "« %(date)s » n’est pas une date que nous savons lire. Écrivez par exemple 2017, 2017-11, 2017-11-05, "
                "200X (années 2000), 2017/.. (depuis 2017) ou 2017? (incertain), ou laissez vide."
            )
            % {"date": written}
        ) from error


def first_year(written: str) -> int | None:
    """The year a date sorts by: the first one it may be."""
    found = re.search(r"\d[\dX]{3}", written)
    return int(found[0].replace("X", "0")) if found else None


def in_words(written: str) -> str:
    """« novembre 2017 », « années 2000 », « depuis 2017 », « 2016 à 2018 », « vers 2017 »; empty when undated."""
    if not _is_date(written):
        return written
    start, slash, end = written.partition("/")
    if not slash:
        return _one(start)
    if end in UNKNOWN:
        return _("depuis %(date)s") % {"date": _one(start)}
    if start in UNKNOWN:
        return _("jusqu’à %(date)s") % {"date": _one(end)}
    return _("%(start)s à %(end)s") % {"start": _one(start), "end": _one(end)}


def _is_date(written: str) -> bool:
    try:
        parsed(written)
    except ValueError:
        return False
    return True


def _one(date: str) -> str:
    plain = date.rstrip("?~%")
    said = _plain(plain)
    if date.endswith(("~", "%")):
        return _("vers %(date)s") % {"date": said}
    return f"{said} (?)" if date.endswith("?") else said


def _plain(date: str) -> str:
    if re.fullmatch(r"\d{3}X", date):
        return _("années %(decade)s") % {"decade": date.replace("X", "0")}
    if re.fullmatch(r"\d{2}XX", date):
        return _("%(century)s siècle") % {"century": strip_tags(str(ordinal(int(date[:2]) + 1)))}
    if found := re.fullmatch(r"(\d{4})-(\d{2})", date):
        return f"{MONTHS[int(found[2])]} {found[1]}"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
        return date_format(datetime.date.fromisoformat(date), "DATE_FORMAT")
    return date.removesuffix("-XX")
