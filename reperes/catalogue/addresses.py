"""Web addresses, made comparable: two ways of writing one address give one key."""

from urllib.parse import parse_qsl, urlencode, urlsplit

TRACKERS = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")


def key(url: str) -> str:
    """Host and path without scheme, www, tracking parameters, fragment or final slash; empty when there is no address.

    >>> key("HTTP://www.Exemple.quebec:80/guide/?utm_source=x&page=2#haut")
    'exemple.quebec/guide?page=2'
    """
    parts = urlsplit(url.strip())
    if not parts.hostname:
        return ""
    host = parts.hostname.lower().removeprefix("www.")
    wanted = sorted(pair for pair in parse_qsl(parts.query) if not pair[0].lower().startswith(TRACKERS))
    query = f"?{urlencode(wanted)}" if wanted else ""
    return f"{host}{parts.path.rstrip('/')}{query}"[:1000]
