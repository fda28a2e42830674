"""Small things said of French text."""

import secrets
import unicodedata

from django.utils.translation import get_language

# Crockford's base 32 without look-alikes: an address read aloud on the phone arrives whole.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_code(length: int = 8) -> str:
    """An opaque public identifier, never reused: 32**8 of them."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def fold(words: str) -> str:
    """Lower case, no accents, ligatures opened, straight quotes: what comparing and sorting French needs.

    >>> fold("L’Œuvre d’Hochelaga–Maisonneuve")
    "l'oeuvre d'hochelaga-maisonneuve"
    """
    plain = words.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    for dash in "‐‑–—":
        plain = plain.replace(dash, "-")
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def spoken(french: str, english: str) -> str:
    """The words in the reader's language; French where no translation was written."""
    return english if english and get_language() == "en" else french
