"""The two sign-ins of the demonstration. Only plant_people makes them; a real host never runs it."""

from typing import NamedTuple


class SignIn(NamedTuple):
    email: str
    password: str
    name: str


HOST = SignIn("ada@exemple.quebec", "trois-ruisseaux-au-printemps", "Ada Tremblay-Osei")
MEMBER = SignIn("ben@exemple.quebec", "la-soupe-est-encore-chaude", "Ben Larivière")
ACCOUNTS = [HOST, MEMBER]
