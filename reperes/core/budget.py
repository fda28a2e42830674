"""A budget for addresses that multiply, so that a crawler in the facets cannot exhaust the house.

Every combination of facets, sort and page is an address of its own: those with a query string. Each client holds a
bucket of tokens, one spent a question, refilled by the minute; people never see its bottom. An empty bucket answers
429, in a sentence, with Retry-After. A client is an account, or the network address of a visitor.
"""

import ipaddress
import math
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from reperes.core.errors import TooMany
from reperes.core.http import refuse

BURST = 2  # minutes of budget one may spend at once


class BudgetMiddleware:
    """Stands after the session: someone signed in has a bucket of their own, whoever shares the network."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD"} and request.META.get("QUERY_STRING"):
            wait = spend(client(request))
            if wait:
                return _no_more(request, wait)
        return self.get_response(request)


def _no_more(request: HttpRequest, wait: int) -> HttpResponse:
    sentence = ngettext(
        "Beaucoup de questions viennent d’ici en peu de temps : attendez %(n)s seconde, puis rechargez la page.",
        "Beaucoup de questions viennent d’ici en peu de temps : attendez %(n)s secondes, puis rechargez la page.",
        wait,
    )
    answer = refuse(request, TooMany(sentence % {"n": wait}))
    answer["Retry-After"] = str(wait)
    return answer


def spend(name: str) -> int:
    """Take one token; the seconds to wait if there is none. Two threads may share one token: it is no bank."""
    a_minute = settings.BUDGET_PER_MINUTE
    if not a_minute:
        return 0
    now, most, rate = time.time(), BURST * a_minute, a_minute / 60
    left, seen_at = cache.get(f"budget:{name}", (most, now))
    left = min(most, left + max(0.0, now - seen_at) * rate)
    if left < 1:
        return math.ceil((1 - left) / rate)
    cache.set(f"budget:{name}", (left - 1, now), timeout=60 * (BURST + 1))  # by then the bucket is full again
    return 0


def client(request: HttpRequest) -> str:
    """The account, else the address. Without a session cookie the session is not opened: pages stay cacheable."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return f"account-{request.user.pk}"
    return f"address-{network(address(request))}"


def address(request: HttpRequest) -> str:
    """The visitor's address: what the nearest of our declared proxies saw; anyone else could write anything there."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    n_proxies = settings.PROXY_COUNT
    return told[-n_proxies] if 0 < n_proxies <= len(told) else direct


def network(text: str) -> str:
    """One home holds a whole /64 of IPv6: changing address inside it gives no second bucket."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
