"""A table of weights somebody supplies: source, target, weight. Codes are text."""

import math

from django.utils.translation import gettext as _

from reperes.core.errors import BadFile
from reperes.places import grouping_file

COLUMNS = {
    "source": {"source", "secteur", "ancien", "code"},
    "target": {"target", "cible", "territoire", "nouveau", "groupe"},
    "weight": {"weight", "poids", "part", "share"},
}


def rows(content: bytes, name: str) -> list[tuple[str, str, float]]:
    """(source, target, weight) of each line; what is no number is refused by line, never left out."""
    header, lines = grouping_file.table(content, name)
    places = grouping_file.columns(header, COLUMNS, ("source", "target", "weight"), name)
    found, wrong = [], []
    for number, cells in lines:
        source, target, words = (
            cells[places[one]] if places[one] < len(cells) else "" for one in ("source", "target", "weight")
        )
        weight = grouping_file.share(words) if words else math.nan
        if math.isnan(weight):
            wrong.append(
                _("ligne %(line)s : « %(words)s » n’est pas une part entre 0 et 1") % {"line": number, "words": words}
            )
        found.append((source, target, weight))
    if wrong:
        raise BadFile(grouping_file.told(wrong, name))
    return found
