"""What the composite indices say of one territory: its people in the highest fifths, what weighs, what lightens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from reperes.atlas import indices, recipe_words, speech
from reperes.atlas.building.composing import CROSSED, EXPLAINED
from reperes.atlas.building.crossing import FIRM
from reperes.atlas.indices import Crossing, Index
from reperes.atlas.models import Composite, Edition, Indicator
from reperes.places.models import Locality

MOST = 3  # indicators named on each side
LEAST = 0.10  # of all that pushes either way: under that, an indicator is not named


@dataclass(frozen=True, slots=True)
class Standing:
    """One index, here: a title and its sentences."""

    name: str
    code: str  # of the composite, for its page
    sentences: tuple[str, ...]


def standing(edition: Edition | None, version: int, area: str) -> list[Standing]:
    """One sentence of place, one of reasons, one of rank, for each index the edition holds; the latest period."""
    entries = edition.report.get("composites", []) if edition else []
    if edition is None or not entries:
        return []
    explained, crossed = (_rows(edition, name, version, area) for name in (EXPLAINED, CROSSED))
    if not explained and not crossed:
        return []
    book = _Book(entries)
    said = [book.index(row) for row in _latest(explained, "score")]
    said += [book.crossing(row) for row in _latest(crossed, "composite")]
    return [one for one in said if one]


def _rows(edition: Edition, name: str, version: int, area: str) -> list[dict[str, Any]]:
    file = edition.folder / name
    if not file.exists():
        return []
    rows: list[dict[str, Any]] = pq.read_table(
        file, filters=[("version", "==", version), ("area", "==", area)]
    ).to_pylist()
    return rows


def _latest(rows: Sequence[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    return list({row[key]: row for row in sorted(rows, key=lambda row: (row[key], row["period"]))}.values())


class _Book:
    """The recipes as the edition followed them, and the names they use, read once."""

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self.meant = {entry["composite"]: indices.read(entry["meant"]) for entry in entries}
        scores = [score for entry in entries for score in entry.get("scores", ())]
        self.highest = {score["code"]: sum(share or 0.0 for share in score["people"][-2:]) for score in scores}
        self.references = {entry["composite"]: entry["reference"] for entry in entries}
        codes = {one for code, meant in self.meant.items() for one in (*meant.wants, *meant.outputs(code))}
        self.names = {one.code: one for one in Indicator.objects.filter(code__in=codes)}
        places = {code for code in self.references.values() if code}
        found = Locality.objects.filter(public_code__in=places) if places else []
        self.places = {one.public_code: str(one) for one in found}
        self.composites = {one.code: one for one in Composite.objects.filter(code__in=self.meant)}

    def index(self, row: Mapping[str, Any]) -> Standing | None:
        code = row["score"] if row["score"] in self.meant else row["score"].rpartition("-")[0]
        meant = self.meant.get(code)
        if not isinstance(meant, Index):
            return None
        reference = self.places.get(self.references[code], "") or _("tout le découpage")
        sentences = [self._place(row, reference, meant), *self._reasons(row, meant), self._rank(row)]
        return Standing(str(self.names.get(row["score"], row["score"])), code, tuple(sentences))

    def _place(self, row: Mapping[str, Any], reference: str, meant: Index) -> str:
        high = str(recipe_words.HIGH[meant.high_is])
        if row["fifth"]:
            said = {"n": row["fifth"], "reference": reference, "high": high}
            return _("Cinquième %(n)s sur 5, selon la référence : %(reference)s. %(high)s") % said
        if row["two_highest"] is None:
            return _("Sans cinquième : sa population n’est pas connue.")
        whole = speech.percent(self.highest.get(row["score"], 0.4), 0)
        said = {"share": speech.percent(row["two_highest"], 0), "reference": reference, "high": high, "whole": whole}
        return _(
            "Ici, %(share)s des gens vivent dans un secteur des deux cinquièmes les plus hauts, contre %(whole)s dans "
            "la référence : %(reference)s. %(high)s"
        ) % said  # fmt: skip

    def _reasons(self, row: Mapping[str, Any], meant: Index) -> list[str]:
        pushes = list(zip(meant.wants, row["deviations"], strict=True))
        whole = sum(abs(push) for _code, push in pushes)
        told = sorted((p for p in pushes if whole and abs(p[1]) >= LEAST * whole), key=lambda push: -abs(push[1]))
        up = [str(self.names.get(code, code)) for code, push in told if push > 0][:MOST]
        down = [str(self.names.get(code, code)) for code, push in told if push < 0][:MOST]
        if not up and not down:
            return []
        both = {"up": speech.listed(up) or _("rien de marqué"), "down": speech.listed(down) or _("rien de marqué")}
        if meant.high_is == "worse":
            return [_("Ici, ce qui pèse : %(up)s; ce qui allège : %(down)s.") % both]
        return [_("Ici, ce qui tire vers le haut : %(up)s; vers le bas : %(down)s.") % both]

    def _rank(self, row: Mapping[str, Any]) -> str:
        said = {"rank": row["rank"], "n": speech.number(row["n_ranked"]), "value": speech.number(row["value"], 2)}
        if row["two_highest"] is None:
            return _("Cote %(value)s : rang %(rank)s parmi %(n)s, 1 ayant la plus haute.") % said
        return _("Cote moyenne %(value)s : rang %(rank)s parmi %(n)s, 1 ayant la plus haute.") % said

    def crossing(self, row: Mapping[str, Any]) -> Standing | None:
        meant = self.meant.get(row["composite"])
        if not isinstance(meant, Crossing):
            return None
        high = {code: one.high_is for code, one in self.meant.items() if isinstance(one, Index)}
        ways = recipe_words.ways(meant, high)
        own = 3 * (row["first"] - 1) + row["second"]
        words = recipe_words.class_words(own, ways)
        pair = {"first": self.names.get(meant.first, meant.first), "second": self.names.get(meant.second, meant.second)}
        said = pair | {"n": own, "words": words}
        sentences = [_("Classe %(n)s : %(words)s (%(first)s · %(second)s).") % said, self._firm(row, own, meant, ways)]
        if abs(row["first"] - row["second"]) == 2:
            sentences.append(_("Les deux cotes se contredisent : c’est un secteur dont discuter."))
        return Standing(
            str(self.composites.get(row["composite"], row["composite"])), row["composite"], tuple(sentences)
        )

    def _firm(self, row: Mapping[str, Any], own: int, meant: Crossing, ways: tuple[str, str]) -> str:
        shift = {"shift": speech.number(100 * meant.shift, 0)}
        others = [recipe_words.class_words(n, ways) for n in row["reached"] if n != own]
        if not others:
            return _("Si la coupe bougeait de %(shift)s points, sa classe ne changerait pas.") % shift
        said = shift | {"others": _(" ou ").join(others), "share": speech.percent(row["stability"], 0)}
        near = _(
            "Si la coupe bougeait de %(shift)s points, ce pourrait être : %(others)s; sa classe tient dans %(share)s "
            "des essais."
        )
        return near % said + ("" if row["stability"] >= FIRM else " " + _("Elle est tout près d’une coupe."))
