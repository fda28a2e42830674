"""How each verb and each kind of link reads. Rooms fill both tables in their apps.py:ready."""

from django.utils.functional import Promise

VERBS: dict[str, "str | Promise"] = {}  # "resource.proposed" → « a proposé la ressource »
KINDS: dict[str, tuple["str | Promise", "str | Promise"]] = {}  # "cites" → (« cite », « est cité par »)
