"""Sign up by invitation, propose a tool; a curator accepts; everyone reads it. With a keyboard."""

import re
from email import message_from_string, policy

import pytest
from playwright.sync_api import expect

from tests.journeys.axe import faults
from tests.journeys.keyboard import Keyboard

PASSWORD = "la-riviere-monte-au-printemps"
TITLE = "Guide pour animer une soupe populaire"


def letter_to(house, address: str) -> str:
    letters = [message_from_string(raw, policy=policy.default) for raw in house.letterbox.letters]
    return next(letter.get_content() for letter in letters if letter["To"] == address)


def invite(ada, house, address: str) -> str:
    """Ada writes to someone; the link of the letter."""
    hands = Keyboard(ada)
    hands.write("Adresse courriel", address)
    hands.enter("button", "Envoyer l’invitation")
    expect(ada.get_by_role("main")).to_contain_text(address)
    return re.search(r"http\S+/invitation/\S+", letter_to(house, address))[0]


def sign_up(page, link: str, name: str) -> None:
    page.goto(link)
    assert faults(page) == ""
    hands = Keyboard(page)
    hands.write("Nom affiché", name)
    hands.write("Mot de passe", PASSWORD)
    hands.enter("button", "Accepter et entrer")
    page.wait_for_url(lambda url: "/invitation/" not in url)


def propose(page) -> None:
    page.goto("/repertoire/proposition/")
    hands = Keyboard(page)
    hands.write("Titre", TITLE)
    hands.tick("Pas de lien")
    hands.write("En une phrase", "Ouvrir une cuisine à tout le quartier sans s’épuiser.")
    hands.enter("button", "Envoyer la proposition")
    page.wait_for_url(lambda url: "/proposition/" not in url)


def accept(ada) -> None:
    ada.goto("/repertoire/examen/")
    hands = Keyboard(ada)
    hands.enter("link", TITLE)
    expect(ada.locator("h1")).to_have_text(TITLE)
    assert faults(ada) == ""
    hands.pick("Publier")
    hands.enter("button", "Enregistrer la décision")
    ada.wait_for_url(lambda url: "/r/" not in url or "/examen/" not in url)


@pytest.mark.slow  # a browser, three people
def test_from_an_invitation_to_the_repertoire(page_of, house):
    ada, eva = page_of("ada", address="/invitations/"), page_of()
    sign_up(eva, invite(ada, house, "eva@exemple.quebec"), "Éva")
    propose(eva)
    accept(ada)
    stranger = page_of(address="/repertoire/?q=soupe")
    expect(stranger.locator(".results")).to_contain_text(TITLE)
