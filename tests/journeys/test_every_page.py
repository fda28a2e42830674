"""Every page, in both languages and both themes, has nothing for axe to say; every link leads somewhere."""

import pytest

from tests.journeys import walk
from tests.journeys.axe import faults

EVERYONE = ["", "ben", "ada"]
STARTS = ["/", "/en/"]
# Each page is looked at by the first of EVERYONE who meets it; these show more to those who may do more.
RICHER = {"home:home", "catalogue:resource", "catalogue:selection", "people:collective", "people:organisation"}
# Addresses that answer no visit, or whose page needs something begun. A new address must be linked, or written here.
UNLINKED = {
    "gestures, sent by a button": {
        *{"catalogue:copies", "catalogue:items", "catalogue:place", "catalogue:publication", "catalogue:report_answer"},
        *{"catalogue:restoration", "catalogue:section", "catalogue:sections", "catalogue:submission", "people:copy"},
        *{"people:invitation-sending", "people:invitation-withdrawal", "people:mandate-withdrawal"},
        *{"people:participation-end"},
        *{"atlas:delivery_abandonment", "atlas:delivery_correction", "atlas:edition_publication"},
        *{"atlas:source_correction", "atlas:source_replacement", "atlas:indicator_removal"},
        *{"atlas:composite_removal", "atlas:composite_restoration"},
        *{"atlas:edition_withdrawal", "atlas:edition_refusal", "atlas:edition_recomputation", "atlas:build_resumption"},
    },
    "asked by programs": {
        "opendata:nowhere",
        *{f"opendata:api:{name}" for name in ("api-root", "areas", "cells", "comparison", "conformance", "edition")},
        *{f"opendata:api:{name}" for name in ("indicator", "indicators", "item", "items", "localities", "locality")},
        *{f"opendata:api:{name}" for name in ("locality_profile", "partitions", "profile", "schema", "series")},
        *{f"opendata:api:{name}" for name in ("collection", "collections", "editions", "landing", "openapi-json")},
        *{f"opendata:api:{name}" for name in ("statuses", "version")},
    },
    "asked by scripts, never shown": {
        "atlas:areas",
        "atlas:values",
        "home:suggestions",
        "places:drawing_map",
        "places:tile",
    },
    "asked by browsers and robots": {"home:manifest", "home:opensearch", "home:robots", "home:sitemap"},
    "seen by the journeys, once something is begun": {
        *{"atlas:delivery", "atlas:delivery_files", "atlas:delivery_meaning", "atlas:delivery_reading"},
        *{"atlas:delivery_refusals", "atlas:delivery_verification", "atlas:build"},
        *{"catalogue:decision", "people:invitation"},
        *{"places:drawing", "places:drawing_file", "places:drawing_publication"},
    },
    "needs another state: a look-alike": {"catalogue:merge"},
    "allauth: needs a letter, a second factor or another service": {
        *{"account_confirm_email", "account_confirm_login_code", "account_reset_password_from_key"},
        *{"account_reset_password_from_key_done", "account_set_password"},
        *{"mfa_authenticate", "mfa_deactivate_totp", "mfa_download_recovery_codes", "mfa_edit_webauthn"},
        *{"mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_login_webauthn", "mfa_reauthenticate"},
        *{"mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_view_recovery_codes"},
        *{"openid_connect_callback", "openid_connect_login", "socialaccount_connections"},
        *{"socialaccount_login_cancelled", "socialaccount_login_error", "socialaccount_signup"},
    },
}


@pytest.mark.slow  # follows every link of the house
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("person", EVERYONE)
def test_no_link_is_broken(walk_of, person, start):
    assert "\n".join(walk_of(person, start).broken) == ""


@pytest.mark.slow  # follows every link of the house
def test_every_address_is_met_or_says_why_not(walk_of):
    walks = [walk_of(person, "/") for person in EVERYONE]
    met = {name for each in walks for name in [*each.pages, *each.files]}
    excused = set().union(*UNLINKED.values())
    assert " ".join(sorted(walk.every_name() - met - excused)) == ""
    assert " ".join(sorted(excused - walk.every_name())) == ""


@pytest.mark.slow  # a browser opens every page
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("person", EVERYONE)
def test_axe_finds_nothing(walk_of, context_of, person, start):
    page = context_of(person).new_page()
    before = [walk_of(other, start).pages for other in EVERYONE[: EVERYONE.index(person)]]
    said = []
    for name, paths in walk_of(person, start).pages.items():
        if name in RICHER or not any(name in pages for pages in before):
            page.goto(paths[0])
            said.append(faults(page))
    assert "\n".join(filter(None, said)) == ""


@pytest.mark.slow  # a browser
@pytest.mark.parametrize(
    "address", ["/recherche/?q=communauté", "/recherche/?q=zzyzx", "/repertoire/?q=zzyzx", "/nulle-part/"]
)
def test_axe_finds_nothing_when_one_finds_or_finds_nothing(page_of, address):
    assert faults(page_of(address=address)) == ""
