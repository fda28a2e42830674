"""Define indicators: those that come with the house, and those people write."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from reperes.atlas import formulas, layouts
from reperes.atlas.access import Atlas
from reperes.atlas.models import Formula, Indicator, Source
from reperes.core.access import require
from reperes.core.errors import Conflict
from reperes.journal.actions import record
from reperes.people.models import Person

SHIPPED = Path(__file__).parent.parent / "shipped"
TO_BRING = "table"  # figures nobody may ship: the card says where to ask for them
WORDS = {"numerator_words": "numerator", "denominator_words": "denominator"}
KEPT = [
    *("name", "definition", "universe", "theme", "caution", "unit", "decimals", "aggregation", "direction", "form"),
    *("least_denominator", "small_count", "order"),
]
SAID_EN = ["definition_en", "universe_en", "theme_en", "caution_en", "numerator_en", "denominator_en"]
SEXES = {"women": ("femmes", "women"), "men": ("hommes", "men")}


def shipped() -> Iterator[dict[str, Any]]:
    """Every entry of the catalogue that comes with the house."""
    for file in sorted(SHIPPED.glob("*.toml")):
        yield from tomllib.loads(file.read_text(encoding="utf-8"))["indicator"]


@transaction.atomic
def define_shipped(*, by: Person | None) -> int:
    """Bring the house's catalogue up to date; indicators that people defined or took over are left as they are."""
    require(by, Atlas.IMPORT)
    sources = {name: _source(layouts.layout(name).source) for name in layouts.known()}
    n = 0
    for entry in shipped():
        indicator = _defined(entry, _source_of(entry, sources))
        if indicator is None:
            continue
        n += 1
        _set_formulas(indicator, entry["formulas"])
        for column, (suffix, suffix_en) in SEXES.items() if entry.get("by_sex") else ():
            n += _define_variant(indicator, entry["formulas"], column, suffix, suffix_en)
    return n


def _source(said: Mapping[str, Any]) -> Source:
    """The publisher's record where no file is at hand yet."""
    key = {"title": said["title"], "publisher": said["publisher"], "file_sha256": ""}
    return Source.objects.update_or_create(**key, defaults=dict(said))[0]


def _source_of(entry: Mapping[str, Any], sources: Mapping[str, Source]) -> Source:
    newest = max((name for name in entry["formulas"] if name in sources), default="")
    if newest:
        return sources[newest]
    told = entry["formulas"][TO_BRING]
    return _source(
        {
            "title": entry["name"], "title_en": entry["name_en"],
            "publisher": told["where"][:200], "publisher_en": told.get("where_en", "")[:200],
        }
    )  # fmt: skip


def _fields(entry: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: entry[name] for name in KEPT if name in entry}
    said |= {f"{name}_en": entry[f"{name}_en"] for name in KEPT if f"{name}_en" in entry}
    for words, name in WORDS.items():
        said |= {name: entry.get(words, ""), f"{name}_en": entry.get(f"{words}_en", "")}
    return said


def _defined(entry: Mapping[str, Any], source: Source) -> Indicator | None:
    found = Indicator.objects.filter(code=entry["code"]).first()
    if found and found.origin != Indicator.Origin.HOUSE:
        return None
    said = _fields(entry) | {"source": source, "origin": Indicator.Origin.HOUSE}
    return Indicator.objects.update_or_create(code=entry["code"], defaults=said)[0]


def _set_formulas(indicator: Indicator, written: Mapping[str, Mapping[str, Any]], column: str = "") -> int:
    """Every formula is parsed before it is kept. Figures to bring have none."""
    kept = 0
    for name, formula in written.items():
        if name == TO_BRING:
            continue
        said = _formula(formula, column)
        formulas.quantity(indicator.code, said["numerator"], said["denominator"], said["classes"])
        Formula.objects.update_or_create(indicator=indicator, layout=name, defaults=said)
        kept += 1
    return kept


def _formula(written: Mapping[str, Any], column: str) -> dict[str, Any]:
    def of(text: str) -> str:
        return formulas.of_sex(text, column) if column else text

    return {
        "numerator": of(str(written.get("numerator") or written.get("as_is") or "")),
        "denominator": of(str(written.get("denominator", ""))),
        "classes": [[low, None if high in {"inf", float("inf")} else high, of(text)]
                    for low, high, text in written.get("median", [])],
    }  # fmt: skip


def _define_variant(
    of: Indicator, written: Mapping[str, Mapping[str, Any]], column: str, suffix: str, suffix_en: str
) -> int:
    said = {name: getattr(of, name) for name in [*KEPT, *SAID_EN, *WORDS.values()]}
    said |= {"name": f"{of.name} — {suffix}", "name_en": f"{of.name_en} — {suffix_en}", "order": of.order + 1}
    said |= {"source": of.source, "origin": of.origin, "variant_of": of}
    variant = Indicator.objects.update_or_create(code=f"{of.code}-{suffix}", defaults=said)[0]
    return int(bool(_set_formulas(variant, written, column)))


@transaction.atomic
def define(
    *, by: Person | None, said: Mapping[str, Any], written: Mapping[str, Mapping[str, Any]], source: Source
) -> Indicator:
    """A local indicator, with a formula for each layout it is written for. BadFormula says what does not read."""
    require(by, Atlas.IMPORT)
    if Indicator.objects.filter(code=said["code"]).exists():
        raise Conflict(_("Un indicateur porte déjà le code « %(code)s » : choisissez-en un autre.") % said)
    made = Indicator.objects.create(**said, source=source, origin=Indicator.Origin.LOCAL)
    _set_formulas(made, written)
    record(by, "indicator.defined", made)
    return made


@transaction.atomic
def redefine(
    indicator: Indicator, *, by: Person | None, said: Mapping[str, Any], written: Mapping[str, Mapping[str, Any]]
) -> Indicator:
    """Correct a definition. One of the house's that people correct becomes theirs: upgrades leave it alone."""
    require(by, Atlas.IMPORT)
    for name, value in said.items():
        setattr(indicator, name, value)
    indicator.origin = Indicator.Origin.LOCAL
    indicator.save()
    _set_formulas(indicator, written)
    indicator.formulas.exclude(layout__in=written).delete()
    record(by, "indicator.redefined", indicator)
    return indicator
