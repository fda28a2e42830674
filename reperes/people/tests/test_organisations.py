"""Organisations: anyone reads, any signed-in person adds, whoever added it and the host correct."""

import pytest
from django.urls import reverse

from reperes.people.models import Organisation
from reperes.people.testing import an_organisation

SHEET = {"name": "Cuisine du Moulin", "sector": "community", "website": "moulin.exemple", "about": "Repas."}


def test_visitors_read_the_list_and_the_sheet(client, db):
    kitchen = an_organisation(about="Repas collectifs")
    assert kitchen.name in client.get(reverse("people:organisations")).content.decode()
    assert "Repas collectifs" in client.get(kitchen.get_absolute_url()).content.decode()


def test_the_list_narrows_by_word_and_sector(client, db):
    an_organisation("Cuisine")
    an_organisation("Clinique", sector="health")
    page = client.get(reverse("people:organisations"), {"sector": "health"}).content.decode()
    assert "Clinique" in page
    assert "Cuisine" not in page


def test_nothing_found_teaches(client, db):
    assert (
        "Aucune organisation trouvée" in client.get(reverse("people:organisations"), {"words": "zzz"}).content.decode()
    )


def test_any_signed_in_person_adds(client, cleo):
    client.force_login(cleo)
    assert client.post(reverse("people:new-organisation"), SHEET).status_code == 302
    assert Organisation.objects.get().website == "https://moulin.exemple"


def test_the_same_name_twice_is_refused_with_the_way_out(client, cleo):
    an_organisation(SHEET["name"])
    client.force_login(cleo)
    assert "Cherchez-la dans la liste" in client.post(reverse("people:new-organisation"), SHEET).content.decode()


def test_visitors_are_sent_to_sign_in(client, db):
    assert client.get(reverse("people:new-organisation")).status_code == 302


@pytest.mark.parametrize(("who", "status"), [("ada", 302), ("ben", 302), ("cleo", 403), ("dora", 403)])
def test_who_may_correct_a_sheet(client, request, who, status):
    ben, cleo = request.getfixturevalue("ben"), request.getfixturevalue("cleo")
    kitchen = an_organisation(added_by=ben)
    cleo.organisation = kitchen  # saying one acts for it gives no right over it
    cleo.save()
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse("people:organisation-edition", args=[kitchen.code]), SHEET).status_code == status


def test_the_list_takes_few_queries(client, django_assert_max_num_queries, db):
    for n in range(12):
        an_organisation(f"Org {n}")
    with django_assert_max_num_queries(2):
        client.get(reverse("people:organisations"))
