"""Define indicators: those that come with the house, and those people write."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from reperes.atlas import formulas, layouts
from reperes.atlas.access import Atlas
from reperes.atlas.models import Composite, Dataset, Formula, Indicator, Series, Source
from reperes.atlas.queries.indicator import composite_of
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


def _source_for(said: Mapping[str, Any], written: Mapping[str, Any], where: str) -> Source:
    """Whose figures a definition asks for: the newest profile it is written for, else whoever `where` names."""
    if written:
        return _source(layouts.layout(max(written)).source)
    return _source({"title": said["name"], "title_en": said.get("name_en", ""), "publisher": where})


@transaction.atomic
def define(
    *,
    by: Person | None,
    said: Mapping[str, Any],
    written: Mapping[str, Mapping[str, Any]],
    source: Source | None = None,
    where: str = "",
) -> Indicator:
    """A local indicator, with a formula for each layout it is written for. BadFormula says what does not read.

    Without a `source`: the newest layout's, or whoever `where` names.
    """
    require(by, Atlas.IMPORT)
    if Indicator.objects.filter(code=said["code"]).exists():
        raise Conflict(_("Un indicateur porte déjà le code « %(code)s » : choisissez-en un autre.") % said)
    source = source or _source_for(said, written, where)
    made = Indicator.objects.create(**said, source=source, origin=Indicator.Origin.LOCAL)
    _set_formulas(made, written)
    record(by, "indicator.defined", made)
    return made


@transaction.atomic
def redefine(
    indicator: Indicator,
    *,
    by: Person | None,
    said: Mapping[str, Any],
    written: Mapping[str, Mapping[str, Any]],
    where: str = "",
) -> Indicator:
    """Correct a definition. One of the house's that people correct becomes theirs: upgrades leave it alone."""
    require(by, Atlas.IMPORT)
    _refuse_given(indicator)
    _refuse_another_way(indicator, said.get("aggregation", indicator.aggregation))
    for name, value in said.items():
        setattr(indicator, name, value)
    indicator.origin = Indicator.Origin.LOCAL
    is_elsewhere = where not in {"", indicator.source.publisher}
    if not indicator.formulas.exists() if written else is_elsewhere:
        indicator.source = _source_for(said, written, where)
    indicator.save()
    _set_formulas(indicator, written)
    indicator.formulas.exclude(layout__in=written).delete()
    record(by, "indicator.redefined", indicator)
    return indicator


def _refuse_given(indicator: Indicator) -> None:
    """What an index gives is defined by its recipe: a correction made here would be lost at the next edition."""
    if composite := composite_of(indicator):
        raise Conflict(
            _("Cet indicateur est donné par l’indice composé « %(composite)s » : corrigez sa recette.")
            % {"composite": composite}
        )


def _refuse_another_way(indicator: Indicator, aggregation: str) -> None:
    """A table brought for it says by its own recipe whether it is a count or a share: the two must agree."""
    kept = Indicator.objects.values_list("aggregation", flat=True).get(pk=indicator.pk)
    if aggregation != kept and (dataset := _own_table(indicator)):
        raise Conflict(
            _("Un tableau déposé pour cet indicateur (« %(dataset)s ») se calcule d’une autre façon (%(way)s) : "
              "gardez-la, ou dupliquez l’indicateur sous un autre code.")
            % {"dataset": dataset, "way": Indicator.Aggregation(kept).label}
        )  # fmt: skip


def _own_table(indicator: Indicator) -> Dataset | None:
    """A dataset whose own recipe makes this indicator."""
    for dataset in Dataset.objects.filter(layout="").select_related("source"):
        measures = dataset.recipe.get("recipe", {}).get("measures", [])
        if any(one.get("code") == indicator.code for one in measures):
            return dataset
    return None


@transaction.atomic
def remove(indicator: Indicator, *, by: Person | None) -> None:
    """A definition nobody relies on goes, with its variants; the journal keeps its name."""
    require(by, Atlas.IMPORT)
    _refuse_given(indicator)
    _refuse_relied_on(indicator)
    record(by, "indicator.removed", indicator, code=indicator.code)
    indicator.delete()


def _refuse_relied_on(indicator: Indicator) -> None:
    if indicator.origin == Indicator.Origin.HOUSE:
        raise Conflict(_("Cet indicateur vient avec Repères : supprimé, il reviendrait à la prochaine mise à jour."))
    series = Series.objects.filter(Q(indicator=indicator) | Q(indicator__variant_of=indicator))
    if one := series.select_related("edition").order_by("-edition").first():
        raise Conflict(
            _("L’édition « %(edition)s » a des chiffres de cet indicateur, et une édition ne change plus : il reste. "
              "Corrigez plutôt sa fiche.")
            % {"edition": one.edition}
        )  # fmt: skip
    if dataset := _own_table(indicator):
        raise Conflict(
            _("Le jeu de données « %(dataset)s » a été déposé pour cet indicateur : il reste.") % {"dataset": dataset}
        )
    for composite in Composite.objects.all():
        if f'"{indicator.code}"' in json.dumps(composite.recipe):
            raise Conflict(_("L’indice composé « %(composite)s » en est fait : il reste.") % {"composite": composite})
