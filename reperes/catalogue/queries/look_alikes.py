"""Records that may describe the same work: same address, or nearly the same title."""

from difflib import SequenceMatcher

from reperes.catalogue import addresses
from reperes.catalogue.models import KEPT_ASIDE, Resource, ResourceLink, Status
from reperes.search.words import terms

NEAR = 0.84  # likeness of two titles, stems compared, from which a person should look
MOST = 5


def look_alikes(title: str, url: str = "", *, but: int | None = None) -> list[Resource]:
    """Published, archived or waiting records, the likeliest first."""
    living = Resource.objects.exclude(status__in=[*KEPT_ASIDE, Status.REFUSED, Status.DRAFT])
    if but is not None:
        living = living.exclude(pk=but)
    key = addresses.key(url)
    same_address = set(ResourceLink.objects.filter(url_key=key).values_list("resource", flat=True)) if key else set()
    asked = terms(title)
    scored: dict[int, float] = {}
    for pk, other in living.values_list("pk", "title"):
        likeness = 2.0 if pk in same_address else _likeness(asked, terms(other))
        if likeness >= NEAR:
            scored[pk] = likeness
    best = sorted(scored, key=lambda pk: (-scored[pk], pk))[:MOST]
    found = living.in_bulk(best)
    return [found[pk] for pk in best]


def _likeness(one: str, other: str) -> float:
    """0 to 1. A short title wholly inside a long one counts as near: subtitles come and go."""
    if not one or not other:
        return 0.0
    ones, others = set(one.split()), set(other.split())
    shared = len(ones & others)
    if min(len(ones), len(others)) >= 3 and shared == min(len(ones), len(others)):
        return 0.9
    if shared / max(len(ones), len(others)) < 0.4:
        return 0.0
    return SequenceMatcher(None, one, other).ratio()
