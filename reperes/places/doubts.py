"""What looks wrong in boundaries that can be read: told by name, never mended in silence. Pure, but for its words."""

import re
from collections.abc import Collection, Sequence

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reperes.places import coverages
from reperes.places.areas import Area

NAMED = 8
QUEBEC = (-79.8, 44.9, -56.9, 62.7)  # west, south, east, north: the province and its waters
DAMAGED = re.compile(r"[´`¨¿\ufffd]|Ã.|Â.|â€")  # an accent that came off, or bytes read in the wrong alphabet


def notes(areas: Sequence[Area]) -> list[str]:
    return [*overlaps(areas), *outside(areas), *damaged(areas)]


def overlaps(areas: Sequence[Area]) -> list[str]:
    """Pairs that claim the same ground; hairlines between two drawings of one border are no claim."""
    shapes = np.array([area.geometry for area in areas], dtype=object)
    breaches = coverages.breaches(shapes, coverages.unfit(shapes))
    claims = [one for one in breaches if one.overlap > coverages.TRUE_CLAIM]
    if not claims:
        return []
    pairs = "; ".join(
        _("%(one)s et %(other)s (%(share)s)")
        % {"one": areas[one.one].name, "other": areas[one.other].name, "share": f"{one.overlap:.0%}"}
        for one in claims[:NAMED]
    )
    said = ngettext(
        "%(n)s paire de territoires se recouvre : %(pairs)s%(more)s. Un point pris là appartient aux deux.",
        "%(n)s paires de territoires se recouvrent : %(pairs)s%(more)s. Un point pris là appartient aux deux.",
        len(claims),
    )
    return [said % {"n": len(claims), "pairs": pairs, "more": "; …" if len(claims) > NAMED else ""}]


def outside(areas: Sequence[Area]) -> list[str]:
    """Far from Québec: often degrees given the other way round, or another province's rows."""
    west, south, east, north = QUEBEC
    far = [area.code for area in areas if not (west <= area.longitude <= east and south <= area.latitude <= north)]
    if not far:
        return []
    said = ngettext(
        "%(n)s territoire est hors du Québec : %(codes)s. Vérifiez les coordonnées du fichier.",
        "%(n)s territoires sont hors du Québec : %(codes)s. Vérifiez les coordonnées du fichier.",
        len(far),
    )
    return [said % {"n": len(far), "codes": _some(far)}]


def damaged(areas: Sequence[Area]) -> list[str]:
    """« Montr´al-Nord »: the accent came off its letter."""
    return [
        _("Le nom « %(name)s » (%(code)s) semble abîmé : corrigez-le au dépôt.")
        % {"name": area.name, "code": area.code}
        for area in areas
        if DAMAGED.search(area.name)
    ][:NAMED]


def vanished(before: Collection[str], areas: Sequence[Area]) -> list[str]:
    """Codes the limits before these had: territories that went, or a file with holes."""
    gone = sorted(set(before) - {area.code for area in areas})
    if not gone:
        return []
    said = ngettext(
        "%(n)s territoire de la version précédente n’est plus là : %(codes)s. Trou dans le fichier, ou fusion?",
        "%(n)s territoires de la version précédente ne sont plus là : %(codes)s. Trous dans le fichier, ou fusions?",
        len(gone),
    )
    return [said % {"n": len(gone), "codes": _some(gone)}]


def _some(codes: Sequence[str]) -> str:
    return ", ".join(codes[:NAMED]) + (", …" if len(codes) > NAMED else "")
