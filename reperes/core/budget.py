"""A budget for what costs the house something, so that a crawler in the facets cannot exhaust it.

Every combination of facets, sort and page is an address of its own: those with a query string. Files are made when they
are asked for. What a visitor without an account sends is kept. Each client holds a bucket of tokens, refilled by the
minute; people never see its bottom. An empty bucket answers 429, in a sentence, with Retry-After. A client is an
account, or the network address of a visitor.
"""

import ipaddress
import math
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from reperes.core.errors import TooMany
from reperes.core.http import refuse

BURST = 2  # minutes of budget one may spend at once
MADE_ON_DEMAND = (".pdf", ".csv", ".xlsx")
OF_A_FILE = 4  # tokens
OF_A_VISITORS_DEED = 4  # a form sent without an account: a report, a sign-in


class BudgetMiddleware:
    """Stands after the session: someone signed in has a bucket of their own, whoever shares the network."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        price = 0 if getattr(view, "is_unmetered", False) else cost(request)
        wait = spend(client(request), price) if price else 0
        return _no_more(request, wait) if wait else None


def unmetered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that costs next to nothing and is asked by the dozen: the tiles of a map."""
    view.is_unmetered = True  # type: ignore[attr-defined]
    return view


def cost(request: HttpRequest) -> int:
    """How many tokens; 0 for a plain page, which anyone may read again and again."""
    if request.method not in {"GET", "HEAD"}:
        return 0 if client(request).startswith("account-") else OF_A_VISITORS_DEED
    if request.path.endswith(MADE_ON_DEMAND):
        return OF_A_FILE
    return 1 if request.META.get("QUERY_STRING") else 0


def _no_more(request: HttpRequest, wait: int) -> HttpResponse:
    sentence = ngettext(
        "Beaucoup de questions viennent d’ici en peu de temps : attendez %(n)s seconde, puis rechargez la page.",
        "Beaucoup de questions viennent d’ici en peu de temps : attendez %(n)s secondes, puis rechargez la page.",
        wait,
    )
    answer = refuse(request, TooMany(sentence % {"n": wait}))
    answer["Retry-After"] = str(wait)
    return answer


def spend(name: str, price: int = 1) -> int:
    """Take tokens; the seconds to wait if there are too few. Two threads may share one token: it is no bank."""
    a_minute = settings.BUDGET_PER_MINUTE
    if not a_minute:
        return 0
    now, most, rate = time.time(), BURST * a_minute, a_minute / 60
    left, seen_at = cache.get(f"budget:{name}", (most, now))
    left = min(most, left + max(0.0, now - seen_at) * rate)
    if left < price:
        return math.ceil((price - left) / rate)
    cache.set(f"budget:{name}", (left - price, now), timeout=60 * (BURST + 1))  # by then the bucket is full again
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
