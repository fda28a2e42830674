"""Where this house stands on the web."""

from django.conf import settings


def full_address(path: str) -> str:
    """The address one may copy, print or write in a letter; never taken from what a request says of itself."""
    return settings.SITE_ADDRESS.rstrip("/") + path
