"""A record's page: what it says, to whom, and how it is cited."""

import json
import re

import pytest
from django.urls import reverse

from reperes.catalogue.models import Resource
from reperes.catalogue.testing import a_resource, a_selection, the_starter, the_vocabularies


@pytest.fixture(autouse=True)
def _words(db):
    the_vocabularies()


def test_the_page_says_who_when_and_why(client):
    the_starter()
    page = client.get("/r/rec1t193/").content.decode()
    for said in (
        "Récit de pratique",
        "Denis Bourque",
        "Cahiers du CRCOC",
        "19-03",
        "Treize repères",
        "racontée de l’intérieur",
    ):
        assert said in page


def test_it_can_be_cited(client):
    the_starter()
    page = client.get("/r/1nterv13/").context["page"]
    assert page.citation.startswith("Yvan Comeau, Denis Bourque et René Lachapelle (2018). L’intervention collective")
    assert "Presses de l’Université du Québec" in page.citation
    assert ("citation_author", "René Lachapelle") in page.meta
    assert dict(page.meta)["citation_publication_date"] == "2018"


def test_an_undated_work_is_never_given_a_year(client):
    the_starter()
    page = client.get("/r/tabb0rd8/").context["page"]
    assert "(s. d.)" in page.citation
    assert "citation_publication_date" not in dict(page.meta)


def test_its_structured_data_cannot_close_the_script(client):
    made = a_resource("</script><script>alert(1)</script> & co")
    page = client.get(made.get_absolute_url()).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1]
    assert json.loads(found)["name"] == made.title
    assert "<script>alert" not in page


def test_resources_that_share_its_words_are_suggested(client):
    near = a_resource("Proche", about=["theme:logement", "type:guide", "famille:transfert"])
    a_resource("Loin", about=["theme:jeunesse"])
    made = a_resource("Ici", about=["theme:logement", "type:guide"])
    assert client.get(made.get_absolute_url()).context["page"].alike == [near]


def test_a_private_selection_does_not_show_through(client, ben):
    made = a_resource()
    a_selection(made, curator=ben, is_public=False)
    assert client.get(made.get_absolute_url()).context["page"].places == []
    client.force_login(ben)
    assert len(client.get(made.get_absolute_url()).context["page"].places) == 1


@pytest.mark.parametrize(
    ("status", "visitor", "stranger", "depositor", "curator"),
    [
        ("published", 200, 200, 200, 200),
        ("to-check", 200, 200, 200, 200),
        ("archived", 200, 200, 200, 200),
        ("proposed", 404, 404, 200, 200),
        ("draft", 404, 404, 200, 200),
        ("refused", 404, 404, 200, 200),
        ("withdrawn", 410, 410, 410, 410),
    ],
)
def test_who_sees_a_record(client, ada, ben, cleo, status, visitor, stranger, depositor, curator):
    made = a_resource(status=status, depositor=ben)
    assert client.get(made.get_absolute_url()).status_code == visitor
    for who, expected in ((cleo, stranger), (ben, depositor), (ada, curator)):
        client.force_login(who)
        assert client.get(made.get_absolute_url()).status_code == expected


def test_a_merged_record_leads_to_the_one_that_stays(client):
    kept = a_resource("Gardée")
    gone = a_resource("Double", status="merged", merged_into=kept)
    assert client.get(gone.get_absolute_url())["Location"] == kept.get_absolute_url()


def test_the_page_asks_few_questions_of_the_database(client, django_assert_max_num_queries):
    the_starter()
    with django_assert_max_num_queries(13):
        client.get("/r/effets19/")


def test_its_sheet_is_a_tagged_pdf(client):
    the_starter()
    answer = client.get(reverse("catalogue:resource_pdf", args=["mac0mm07"]))
    assert answer["Content-Type"] == "application/pdf"
    assert b"/StructTreeRoot" in answer.content


def test_a_duration_is_said_in_minutes():
    the_starter()
    assert Resource.objects.get(code="mac0mm07").said_duration == "4 min 58 s"


def test_a_withdrawn_record_does_not_show_through_its_other_addresses(client):
    gone = a_resource("Le dossier de madame Untel", status="withdrawn")
    for name in ("report", "resource_pdf"):
        assert client.get(reverse(f"catalogue:{name}", args=[gone.code])).url == gone.get_absolute_url()
