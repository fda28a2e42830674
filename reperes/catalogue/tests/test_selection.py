"""Selections: read, compose, reorder, fork, publish, print."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from reperes.catalogue.actions import arrangement, selections
from reperes.catalogue.models import Item, Resource, Selection
from reperes.catalogue.testing import a_resource, a_selection, the_starter, the_vocabularies
from reperes.core.errors import Conflict, NotAllowed
from reperes.people.actions import persons
from reperes.search.queries import find

STARTER = "/selections/s3ctr010/"


@pytest.fixture(autouse=True)
def _words(db):
    the_vocabularies()


@pytest.fixture
def three(ben):
    """Ben's private selection of three."""
    return a_selection(*(a_resource(f"Outil {letter}") for letter in "ABC"), curator=ben, is_public=False)


def order(selection):
    items = Item.objects.kept().filter(section__selection=selection).order_by("section__order", "order")
    return "".join(item.resource.title[-1] for item in items.select_related("resource"))


def item(selection, letter):
    return Item.objects.get(section__selection=selection, resource__title=f"Outil {letter}")


def test_sections_labels_and_reasons_keep_their_order(client):
    the_starter()
    page = client.get(STARTER).content.decode()
    places = [
        page.index(words)
        for words in (
            "Outils pratiques</h2>",
            "Illustrations concrètes</h2>",
            "Référence de base</h2>",
            "Pour aller plus loin</h2>",
        )
    ]
    assert places == sorted(places)
    assert page.count("Deux livres pour prendre du recul") == 1
    assert "Communagir (choix)" in page


def test_it_reads_in_english(client):
    the_starter()
    page = client.get("/en" + STARTER).content.decode()
    for said in ("Thirteen landmarks", "Practical tools", "Fact sheet", "Two books to step back"):
        assert said in page


def test_the_page_asks_few_questions_of_the_database(client, django_assert_max_num_queries):
    the_starter()
    with django_assert_max_num_queries(12):
        client.get(STARTER)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_its_pdf_is_tagged_and_fits_two_pages(client, prefix):
    the_starter()
    content = client.get(f"{prefix}{STARTER}selection.pdf").content
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 2
    assert b"/StructTreeRoot" in content
    words = "".join(page.extract_text() for page in pages)
    assert "Lachapelle" in words


@pytest.mark.parametrize(
    ("who", "public", "private"), [("nobody", 200, 404), ("cleo", 200, 404), ("ben", 200, 200), ("ada", 200, 200)]
)
def test_who_sees_a_selection(client, request, ben, who, public, private):
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    for is_public, expected in ((True, public), (False, private)):
        made = a_selection(curator=ben, is_public=is_public)
        assert client.get(made.get_absolute_url()).status_code == expected


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("ben", 200), ("cleo", 403)])
def test_who_opens_the_workshop(client, request, ben, who, status):
    made = a_selection(curator=ben)
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("catalogue:arrangement", args=[made.code])).status_code == status


@pytest.mark.parametrize(
    ("letter", "step", "expected"),
    [("A", 1, "BAC"), ("C", -1, "ACB"), ("A", -1, "ABC"), ("C", 1, "ABC"), ("B", 1, "ACB")],
)
def test_an_item_moves_one_place(ben, three, letter, step, expected):
    arrangement.move_item(item(three, letter), step, by=ben)
    assert order(three) == expected


def test_an_item_at_the_edge_goes_to_the_next_section_and_back(ben, three):
    other = arrangement.add_section(three, "Suite", by=ben)
    arrangement.move_item(item(three, "C"), 1, by=ben)
    assert (item(three, "C").section, order(three)) == (other, "ABC")
    arrangement.move_item(item(three, "C"), -1, by=ben)
    assert item(three, "C").section != other
    assert order(three) == "ABC"


def test_sections_move_too_and_only_an_empty_one_is_removed(ben, three):
    first = three.sections.get()
    other = arrangement.add_section(three, "Suite", by=ben)
    arrangement.move_section(other, -1, by=ben)
    assert list(three.sections.all()) == [other, first]
    with pytest.raises(Conflict, match="Déplacez ou retirez"):
        arrangement.remove_section(first, by=ben)
    arrangement.remove_section(other, by=ben)
    assert list(three.sections.all()) == [first]


def test_a_removal_can_be_undone(client, ben, three):
    client.force_login(ben)
    place = reverse("catalogue:place", args=[three.code, item(three, "B").pk])
    client.post(place, {"geste": "retirer"})
    assert order(three) == "AC"
    assert "Remettre" in client.get(reverse("catalogue:arrangement", args=[three.code])).content.decode()
    client.post(place, {"geste": "remettre"})
    assert order(three) == "ABC"


def test_the_button_just_used_keeps_the_focus(client, ben, three):
    client.force_login(ben)
    pk = item(three, "B").pk
    answer = client.post(reverse("catalogue:place", args=[three.code, pk]), {"geste": "haut"}, follow=True)
    assert answer.content.decode().count(" autofocus") == 1
    assert order(three) == "BAC"


def test_neighbours_share_a_reason_and_part_again(client, ben, three):
    arrangement.share_reason(item(three, "B"), by=ben)
    client.force_login(ben)
    page = client.get(three.get_absolute_url()).content.decode()
    assert (page.count("Raison 1"), page.count("Raison 2")) == (1, 0)
    arrangement.part_reason(item(three, "B"), by=ben)
    assert [item(three, x).rationale for x in "ABC"] == ["Raison 1", "Raison 1", "Raison 3"]


def test_an_item_cut_off_from_its_group_takes_the_reason_along(ben, three):
    arrangement.share_reason(item(three, "B"), by=ben)
    arrangement.move_item(item(three, "B"), 1, by=ben)
    assert order(three) == "ACB"
    assert [(item(three, x).group, item(three, x).rationale) for x in "AB"] == [(None, "Raison 1")] * 2


def test_a_resource_is_found_and_placed_once(client, ben, three):
    a_resource("Outil D")
    client.force_login(ben)
    page = client.get(reverse("catalogue:arrangement", args=[three.code]) + "?q=outil d")
    found = next(one for one in page.context["candidates"] if one.title == "Outil D")
    said = {"section": three.sections.get().pk, "resource": found.code}
    client.post(reverse("catalogue:items", args=[three.code]), said)
    assert order(three) == "ABCD"
    assert client.post(reverse("catalogue:items", args=[three.code]), said).status_code == 409


def test_a_reason_is_two_hundred_characters_at_most(client, ben, three):
    client.force_login(ben)
    address = reverse("catalogue:item", args=[three.code, item(three, "A").pk])
    assert list(client.post(address, {"rationale": "x" * 201}).context["form"].errors) == ["rationale"]
    client.post(address, {"rationale": "x" * 200, "label": "Fiche"})
    assert (item(three, "A").label, len(item(three, "A").rationale)) == ("Fiche", 200)


def test_a_fork_is_private_faithful_and_says_where_it_comes_from(client, cleo):
    the_starter()
    client.force_login(cleo)
    client.post(reverse("catalogue:copies", args=["s3ctr010"]))
    copy = Selection.objects.get(forked_from__isnull=False)
    assert [section.items.count() for section in copy.sections.all()] == [4, 6, 1, 2]
    assert not copy.is_public
    page = client.get(copy.get_absolute_url()).content.decode()
    assert page.count("Deux livres pour prendre du recul") == 1
    assert STARTER in page
    assert Selection.objects.get(code="s3ctr010").sections.first().items.count() == 4


def test_a_new_selection_has_the_four_usual_sections(client, ben):
    client.force_login(ben)
    client.post(reverse("catalogue:new_selection"), {"title": "Pour l’assemblée"})
    assert [s.name for s in Selection.objects.get().sections.all()][::3] == ["Outils pratiques", "Pour aller plus loin"]


def test_two_people_edit_its_words_and_the_second_is_told(client, ada, ben, three):
    client.force_login(ada)
    selections.edit(three, {"title": "La première"}, by=ben, version=1)
    address = reverse("catalogue:presentation", args=[three.code])
    answer = client.post(address, {"title": "La seconde", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "La première" in page
    assert 'value="La seconde"' in page


def test_publishing_is_a_curator_s_and_search_follows(ada, ben, three):
    with pytest.raises(NotAllowed):
        selections.publish(three, by=ben)
    selections.publish(three, by=ada)
    assert find("Pour commencer", kinds=["selection"]).total == 1
    selections.unpublish(Selection.objects.get(pk=three.pk), by=ada)
    assert find("Pour commencer", kinds=["selection"]).total == 0


def test_an_empty_selection_is_not_published(ada):
    with pytest.raises(Conflict, match="est vide"):
        selections.publish(a_selection(is_public=False), by=ada)


def test_a_stranger_cannot_touch_the_items_of_another(client, cleo, three):
    client.force_login(cleo)
    place = reverse("catalogue:place", args=[three.code, item(three, "A").pk])
    assert client.post(place, {"geste": "bas"}).status_code == 404
    assert order(three) == "ABC"


def test_names_of_people_are_for_those_who_signed_in(client, ada, ben):
    shown = a_selection(a_resource(), curator=ben, curated_by="Cuisine du Moulin")
    assert client.get(shown.get_absolute_url()).context["page"].curators == ["Cuisine du Moulin"]
    client.force_login(ada)
    assert client.get(shown.get_absolute_url()).context["page"].curators == ["Cuisine du Moulin", "Ben"]
    persons.forget(ben, by=ben)
    assert client.get(shown.get_absolute_url()).context["page"].curators == ["Cuisine du Moulin"]


def test_who_composes_reads_nothing_of_a_withdrawn_record(client, ben, three):
    gone = Item.objects.filter(section__selection=three).first()
    Resource.objects.filter(pk=gone.resource_id).update(status="withdrawn", title="Madame Untel", description="Secret")
    client.force_login(ben)
    for address in (three.get_absolute_url(), reverse("catalogue:arrangement", args=[three.code])):
        page = client.get(address).content.decode()
        assert "Fiche retirée" in page
        assert "Untel" not in page
        assert "Secret" not in page
    assert client.get(reverse("catalogue:item", args=[three.code, gone.pk])).status_code == 404


def test_a_copy_does_not_name_a_selection_that_is_private(client, ada, ben, three):
    copy = selections.fork(three, by=ben)
    selections.publish(copy, by=ada)
    assert "D’après" not in client.get(copy.get_absolute_url()).content.decode()


def test_a_section_that_is_no_number_is_not_found(client, ben, three):
    client.force_login(ben)
    assert client.post(reverse("catalogue:items", args=[three.code]), {"section": "x"}).status_code == 404
