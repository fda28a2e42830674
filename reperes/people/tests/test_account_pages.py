"""Entering, leaving, second factor, addresses: allauth's flows in our words, and what they must not tell."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.urls import reverse

PASSWORD = "un-mot-de-passe-long"


@pytest.fixture(autouse=True)
def _no_memory_of_attempts():
    cache.clear()


@pytest.fixture
def eve(ben):
    """Ben, by the front door: his address is confirmed."""
    EmailAddress.objects.create(user=ben, email=ben.email, verified=True, primary=True)
    return ben


def _sign_in(client, email, password=PASSWORD, prefix=""):
    return client.post(f"{prefix}/compte/login/", {"login": email, "password": password})


def _code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_one_enters_with_address_and_password(client, eve):
    assert _sign_in(client, eve.email.upper()).url == reverse("home:home")


def test_one_lands_in_ones_own_language(client, eve):
    eve.language = "en"
    eve.save()
    assert _sign_in(client, eve.email).url == "/en/"


def test_an_unknown_address_and_a_wrong_password_read_alike(client, eve):
    answers = [_sign_in(client, eve.email, "autre-chose"), _sign_in(client, "personne@exemple.quebec", "autre-chose")]
    sentences = [answer.context["form"].non_field_errors() for answer in answers]
    assert sentences[0] == sentences[1]
    assert "ne convient pas" in sentences[0][0]


def test_guessing_is_slowed(client, eve):
    for _ in range(5):
        _sign_in(client, eve.email, "autre-chose")
    assert "Trop d’essais" in _sign_in(client, eve.email).content.decode()


def test_asking_for_a_new_password_tells_nothing(client, eve):
    answers = [client.post("/compte/password/reset/", {"email": e}) for e in [eve.email, "personne@exemple.quebec"]]
    assert answers[0].url == answers[1].url


def test_the_link_in_the_letter_sets_a_new_password(client, eve, mailoutbox):
    client.post("/compte/password/reset/", {"email": eve.email})
    link = re.search(r"http://testserver(/compte/password/reset/key/\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True)
    client.post(
        form.redirect_chain[-1][0], {"password1": "une-autre-longue-phrase", "password2": "une-autre-longue-phrase"}
    )
    eve.refresh_from_db()
    assert eve.check_password("une-autre-longue-phrase")


def test_the_door_is_closed_without_an_invitation(client, db):
    page = client.get("/compte/signup/").content.decode()
    assert "On entre par invitation" in page
    assert 'name="password1"' not in page


def test_the_host_may_open_the_door(client, db, settings, mailoutbox):
    settings.SIGNUP_IS_OPEN = True
    typed = {"email": "rose@exemple.quebec", "name": "Rose", "password1": "une-longue-phrase-à-elle"}
    assert client.post("/compte/signup/", typed).status_code == 302
    address = EmailAddress.objects.get(email="rose@exemple.quebec")
    assert (address.user.name, address.verified) == ("Rose", False)
    assert "confirmez-la ici" in mailoutbox[0].body


def test_a_second_factor_is_asked_once_set(client, eve):
    _sign_in(client, eve.email)
    client.post("/compte/reauthenticate/", {"password": PASSWORD})
    client.get("/compte/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/compte/2fa/totp/activate/", {"code": _code(secret)})
    assert Authenticator.objects.filter(user=eve, type="totp").exists()
    client.post("/compte/logout/")
    assert _sign_in(client, eve.email).url == "/compte/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_the_code_of_the_application_lets_in(client, eve):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(eve, secret)
    _sign_in(client, eve.email)
    wrong = client.post("/compte/2fa/authenticate/", {"code": "000000"})
    assert "Ce code ne convient pas" in wrong.content.decode()
    assert client.post("/compte/2fa/authenticate/", {"code": _code(secret)}).url == reverse("home:home")


def test_the_secret_comes_as_a_drawing_and_in_letters(client, eve):
    _sign_in(client, eve.email)
    client.post("/compte/reauthenticate/", {"password": PASSWORD})
    page = client.get("/compte/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml' in page
    assert client.session["mfa.totp.secret"] in page
    assert get_adapter().get_totp_issuer() == "Repères"


def test_another_service_is_offered_only_where_one_is_named(client, db, settings):
    assert "Par un autre service" not in client.get("/compte/login/").content.decode()
    app = {
        "provider_id": "oidc",
        "name": "Réseau",
        "client_id": "x",
        "secret": "y",
        "settings": {"server_url": "https://id.exemple"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    page = client.get("/compte/login/").content.decode()
    assert "Continuer avec Réseau" in page
    assert 'action="/compte/oidc/oidc/login/' in page


PAGES = [
    "/compte/login/",
    "/compte/signup/",
    "/compte/password/reset/",
    "/compte/password/reset/done/",
    "/compte/password/reset/key/1-x/",
    "/compte/confirm-email/x/",
    "/compte/email/",
    "/compte/password/change/",
    "/compte/2fa/",
    "/compte/2fa/webauthn/",
    "/compte/logout/",
    "/compte/reauthenticate/",
    "/compte/3rdparty/",
    "/compte/3rdparty/login/cancelled/",
    "/compte/3rdparty/login/error/",
]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_each_page_wears_the_shell_and_runs_no_inline_script(client, eve, prefix, address):
    if address not in PAGES[:6]:
        _sign_in(client, eve.email)
    page = client.get(prefix + address, follow=True)
    words = page.content.decode()
    assert 'class="masthead"' in words
    assert words.count("<h1") == 1
    assert not re.search(r"<script(?![^>]*(src=|application/json))|\sstyle=|\son[a-z]+=", words)
