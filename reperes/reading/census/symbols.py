"""Symbols beside a figure, as Statistics Canada writes them in census profiles, in English and in French."""

from reperes.figures.statuses import PLACE, Status

NONE, UNKNOWN = 0, 15
# text → (code, status it gives; None: the figure stands, the symbol is told)
KNOWN: dict[str, tuple[int, Status | None]] = {
    "": (NONE, None),
    "x": (1, Status.SUPPRESSED),
    "X": (1, Status.SUPPRESSED),
    "F": (2, Status.UNRELIABLE),
    "..": (3, Status.UNAVAILABLE),
    "...": (4, Status.NOT_APPLICABLE),
    "E": (5, None),  # use with caution
    "r": (6, None),  # revised
    "p": (7, None),  # preliminary
    "rE": (8, None),
    "A": (9, None),  # quality, from excellent…
    "B": (10, None),
    "C": (11, None),
    "D": (12, None),  # … to acceptable
}
STATUS_OF = [-1] * 16
for _text, (_code, _status) in KNOWN.items():
    STATUS_OF[_code] = PLACE[_status] if _status else -1
NAMES = {code: text for text, (code, _status) in reversed(KNOWN.items())}
SUPPRESSED, UNRELIABLE, UNAVAILABLE, NOT_APPLICABLE = (
    PLACE[one] for one in (Status.SUPPRESSED, Status.UNRELIABLE, Status.UNAVAILABLE, Status.NOT_APPLICABLE)
)
