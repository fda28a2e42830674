"""Define composite indices: those that come with the house, and those people write; and the indicators they give."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from reperes.atlas import indices
from reperes.atlas.access import Atlas
from reperes.atlas.actions.indicators import SHIPPED
from reperes.atlas.indices import BadRecipe, Crossing, Index, Meant
from reperes.atlas.models import Composite, Edition, Indicator, Source
from reperes.core.access import require
from reperes.core.errors import Conflict
from reperes.journal.actions import record
from reperes.people.models import Person

WORDS = ("name", "name_en", "about", "about_en")
FIRST_PLACE = 9000  # in lists: after what it is made of
Said = dict[str, Any]


def shipped() -> Iterator[dict[str, Any]]:
    """Every index that comes with the house."""
    for file in sorted((SHIPPED / "indices").glob("*.toml")):
        yield tomllib.loads(file.read_text(encoding="utf-8"))


@transaction.atomic
def define_shipped(*, by: Person | None) -> int:
    """Bring the house's indices up to date; those people wrote or took over are left as they are."""
    require(by, Atlas.IMPORT)
    n = 0
    for entry in shipped():
        found = Composite.objects.filter(code=entry["code"]).first()
        if found and found.origin != Indicator.Origin.HOUSE:
            continue
        said = {name: entry[name].strip() for name in WORDS}
        said |= {"recipe": indices.as_data(indices.read(entry["meant"])), "origin": Indicator.Origin.HOUSE}
        Composite.objects.update_or_create(code=entry["code"], defaults=said)
        n += 1
    return n


@transaction.atomic
def define(*, by: Person | None, said: Mapping[str, Any], meant: Meant) -> Composite:
    """A local index. `said`: code, words, version, reference. Nothing is computed before an edition is."""
    require(by, Atlas.IMPORT)
    _refuse_taken(said["code"], meant)
    _refuse_unknown(said["code"], meant)
    made = Composite.objects.create(**said, recipe=indices.as_data(meant), authored_by=by)
    record(by, "composite.defined", made)
    return made


@transaction.atomic
def redefine(composite: Composite, *, by: Person | None, said: Mapping[str, Any], meant: Meant) -> Composite:
    """Editions already built keep the recipe they were made with. One of the house's that people correct is theirs."""
    require(by, Atlas.IMPORT)
    _refuse_unknown(composite.code, meant)
    for name, value in said.items():
        setattr(composite, name, value)
    composite.recipe, composite.origin = indices.as_data(meant), Indicator.Origin.LOCAL
    composite.save()
    record(by, "composite.redefined", composite)
    return composite


@transaction.atomic
def discard(composite: Composite, *, by: Person | None) -> None:
    """Remove an index no edition holds; those others cross wait for them."""
    require(by, Atlas.IMPORT)
    outputs = _outputs(composite)
    edition = Edition.objects.filter(series__indicator__code__in=outputs).order_by("-pk").first()
    if edition:
        raise Conflict(
            _("L’édition « %(edition)s » contient cet indice : il reste, pour qu’on puisse encore la lire et la citer.")
            % {"edition": edition}
        )
    if crossing := _crossed_by(composite, outputs):
        raise Conflict(
            _("« %(name)s » le croise avec un autre : supprimez d’abord ce croisement.") % {"name": crossing}
        )
    record(by, "composite.discarded", composite, name=str(composite))
    Indicator.objects.filter(code__in=outputs).delete()
    composite.delete()


def _outputs(composite: Composite) -> tuple[str, ...]:
    try:
        return indices.read(composite.recipe).outputs(composite.code)
    except BadRecipe:
        return (composite.code,)


def _crossed_by(composite: Composite, outputs: Iterable[str]) -> Composite | None:
    wanted = set(outputs)
    for other in Composite.objects.exclude(pk=composite.pk):
        if wanted & {other.recipe.get("first"), other.recipe.get("second")}:
            return other
    return None


def _refuse_taken(code: str, meant: Meant) -> None:
    taken = Indicator.objects.filter(code__in=meant.outputs(code)).first()
    if taken or Composite.objects.filter(code=code).exists():
        raise Conflict(
            _("Le code « %(code)s » est déjà pris par un indice ou par un indicateur : choisissez-en un autre.")
            % {"code": code}
        )


def _refuse_unknown(code: str, meant: Meant) -> None:
    """What it is made of must exist, and must not be itself."""
    if isinstance(meant, Crossing):
        known = {one for each in Composite.objects.exclude(code=code) for one in _outputs(each)}
    else:
        known = set(Indicator.objects.filter(code__in=meant.wants).values_list("code", flat=True))
        known -= set(meant.outputs(code))
    if unknown := [one for one in meant.wants if one not in known]:
        raise BadRecipe(_("« %(code)s » n’est pas un indicateur d’ici.") % {"code": unknown[0]}, "ingredients")


@transaction.atomic
def define_outputs(composites: Iterable[Composite]) -> dict[str, Indicator]:
    """The indicators each of these gives, named after it in both languages, for maps and tables."""
    found: dict[str, Indicator] = {}
    for composite in composites:
        meant = indices.read(composite.recipe)
        source = _source(composite)
        rows = [_class(composite, meant)] if isinstance(meant, Crossing) else _of_index(composite, meant)
        for place, said in enumerate(rows):
            code, of = said.pop("code"), said.pop("of", None)
            said |= {"source": source, "origin": composite.origin, "order": FIRST_PLACE + place}
            said |= {"variant_of": found[of] if of else None, "form": Indicator.Form.OTHER}
            found[code] = Indicator.objects.update_or_create(code=code, defaults=said)[0]
    return found


def _source(composite: Composite) -> Source:
    """Computed here: neither the census's own figure nor the index of whoever thought of the method."""
    publisher, publisher_en = _both(lambda: _("Repères, calculé ici"))
    old = Indicator.objects.filter(code__in=_outputs(composite)).select_related("source").first()
    said = {"title": composite.name, "title_en": composite.name_en}
    said |= {"publisher": publisher, "publisher_en": publisher_en}
    if old and old.source.publisher == publisher:
        Source.objects.filter(pk=old.source_id).update(**said)
        return old.source
    return Source.objects.create(**said)


def _both(say: Callable[[], str]) -> tuple[str, str]:
    """The same words in the two languages, kept as data."""
    with translation.override("fr"):
        french = say()
    with translation.override("en"):
        return french, say()


def _row(code: str, say: Callable[[], str], define: Callable[[], str], **fields: Any) -> Said:
    name, name_en = _both(say)
    definition, definition_en = _both(define)
    theme, theme_en = _both(lambda: _("indices composés"))
    said = {"code": code, "name": name[:160], "name_en": name_en[:160]}
    said |= {"definition": definition, "definition_en": definition_en, "theme": theme, "theme_en": theme_en}
    return said | {"unit": Indicator.Unit.SCORE, "decimals": 2, "aggregation": Indicator.Aggregation.NONE} | fields


def _of_index(composite: Composite, meant: Index) -> Iterator[Said]:
    for place, code in enumerate(meant.scores(composite.code)):
        yield from _of_score(composite, meant, code, place)


def _of_score(composite: Composite, meant: Index, code: str, place: int) -> Iterator[Said]:
    def name() -> str:
        return score_name(composite, meant, place)

    of = {"of": code}
    way = indices.HIGH_IS[meant.high_is]
    share = {"unit": Indicator.Unit.SHARE, "decimals": 1, "aggregation": Indicator.Aggregation.RATIO}
    yield _row(
        code,
        name,
        lambda: _("Cote de chaque petit secteur, relative à tous ceux de la même édition."),
        direction=way,
    )
    yield _row(
        f"{code}-{indices.FIFTH}",
        lambda: _("%(name)s — cinquième") % {"name": name()},
        lambda: _("Cinquième de la population où se range le secteur : 1, cotes les plus basses; 5, les plus hautes."),
        direction=way, decimals=0, **of,
    )  # fmt: skip
    yield _row(
        f"{code}-{indices.TWO_HIGHEST}",
        lambda: _("%(name)s — gens des deux cinquièmes les plus hauts") % {"name": name()},
        lambda: _("Part des gens qui vivent dans un secteur des cinquièmes 4 et 5; deux sur cinq dans la référence."),
        direction=way, **share, **of,
    )  # fmt: skip
    yield _row(
        f"{code}-{indices.MEAN}",
        lambda: _("%(name)s — cote moyenne") % {"name": name()},
        lambda: _("Moyenne des cotes des secteurs, pondérée par leur population. À lire après la part des cinquièmes."),
        direction=way, **of,
    )  # fmt: skip
    for n in range(1, indices.PARTS + 1):
        yield _of_fifth(code, n, name, share | of)


def _of_fifth(code: str, n: int, name: Callable[[], str], fields: Mapping[str, Any]) -> Said:
    return _row(
        f"{code}-q{n}",
        lambda: _("%(name)s — gens du cinquième %(n)s") % {"name": name(), "n": n},
        lambda: _("Part des gens qui vivent dans un secteur du cinquième %(n)s.") % {"n": n},
        **fields,
    )


def score_name(composite: Composite, meant: Index, place: int) -> str:
    """In the reader's language. A component has no name of its own: only the indicator that says which way is up."""
    if meant.recipe.n_scores == 1:
        return str(composite)
    said = {"name": composite, "n": place + 1}
    if place < len(meant.recipe.oriented_by):
        by = Indicator.objects.filter(code=meant.recipe.oriented_by[place]).first()
        return _("%(name)s — composante %(n)s, celle de « %(by)s »") % (
            said | {"by": by or meant.recipe.oriented_by[place]}
        )
    return _("%(name)s — composante %(n)s") % said


def _class(composite: Composite, meant: Crossing) -> Said:
    def define() -> str:
        return _(
            "Neuf classes : 3 fois le tiers de la première cote, moins 3, plus le tiers de la seconde. 1 a les deux "
            "cotes les plus basses, 9 les deux plus hautes; 3 et 7 sont les coins où les cotes se contredisent."
        )

    return _row(composite.code, lambda: str(composite), define, decimals=0)
