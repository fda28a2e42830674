"""Who did what to which thing; links between things; tells listeners after the commit.

Nouns: Deed, Link. Leans on core. Names the person by settings.AUTH_USER_MODEL, as Django's own admin log does.
"""
