"""Sources: whose figures they are, what was corrected, which file replaced which."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from reperes.atlas.actions import building, datasets, editions, sources
from reperes.atlas.forms.sources import CorrectionForm
from reperes.atlas.models import Source
from reperes.atlas.recipe import Measure, Recipe, Role
from reperes.core.errors import Conflict, NotAllowed
from reperes.journal.models import Deed
from reperes.reading import table

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 10, 22)


def a_source(**said):
    return Source.objects.create(**{"title": "CIMD", "publisher": "Statistique Canada", "vintage": "2021"} | said)


@pytest.fixture
def kept(small, tmp_path, ada):
    """A file of the four small areas' people, kept by Ada and published."""
    file = tmp_path / "table.csv"
    file.write_text("code;pop\n01;100\n02;50\n03;10\n04;0\n", encoding="utf-8")
    said = {"title": "Recensement", "publisher": "Statistique Canada", "licence": "Licence ouverte",
            "file_sha256": "a" * 64}  # fmt: skip
    people = Measure("population", Role.COUNT, "pop", definition={"name": "Population", "unit": "persons"})
    meant = Recipe("code", "2021", (people,), said, people="pop")
    dataset = datasets.keep_table(file, file.name, table.detect(file, file.name).reading, meant, small, by=ada)
    editions.publish(building.build([dataset], by=None), by=None)
    return dataset


def _page(client, source):
    return client.get(reverse("atlas:source", args=[source.pk])).content.decode().replace("\u00a0", " ")


def test_the_page_goes_from_the_file_to_what_came_of_it(client, kept, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        words = _page(client, kept.source)
    for said in ["table.csv", "a" * 64, "Licence ouverte", "4 lignes lues", "Population", "Aucune n’est connue ici"]:
        assert said in words
    assert reverse("opendata:edition", args=[kept.editions.get().code]) in words


def test_only_those_who_keep_the_atlas_read_who_brought_it(client, analyst, kept):
    assert "déposé par Ada" in _page(analyst, kept.source)
    client.logout()
    words = _page(client, kept.source)
    assert "déposé le" in words
    assert "Ada" not in words


def test_the_list_tells_replaced_files_and_asks_little(client, django_assert_max_num_queries):
    old = a_source(file_name="v1.csv")
    for number in range(20):
        a_source(title=f"Profil {number}")
    a_source(title="CIMD corrigé", supersedes=old)
    with django_assert_max_num_queries(3):
        words = client.get(reverse("atlas:sources")).content.decode()
    assert words.count("fichier remplacé") == 1


def test_an_empty_list_teaches(client):
    assert "Une source naît avec la première livraison" in client.get(reverse("atlas:sources")).content.decode()


def test_a_source_that_is_not_there_is_404(client):
    assert client.get(reverse("atlas:source", args=[12])).status_code == 404


def test_a_correction_is_noted_dated_under_the_others(analyst, ada):
    source = a_source(corrections="2024-01-05 : population corrigée")
    said = {"on": "2024-10-22", "words": "Variables corrigées\npour 2021", "words_en": "Variables corrected for 2021"}
    analyst.post(reverse("atlas:source_correction", args=[source.pk]), said)
    source.refresh_from_db()
    assert source.corrections.replace("\u00a0", " ").splitlines() == [
        "2024-01-05 : population corrigée", "2024-10-22 : Variables corrigées pour 2021"
    ]  # fmt: skip
    assert "Variables corrected" in source.corrections_en
    assert Deed.objects.get(verb="source.corrected").actor == ada
    assert "Variables corrigées pour 2021" in _page(analyst, source)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"on": "2099-01-01", "words": "Oups"}, "Cette date est à venir"),
        ({"on": "2024-10-22", "words": ""}, "obligatoire"),
        ({"on": "hier", "words": "Oups"}, "date"),
    ],
)
def test_a_correction_that_says_nothing_is_told_beside_its_field(analyst, said, told):
    source = a_source()
    page = analyst.post(reverse("atlas:source_correction", args=[source.pk]), said).content.decode()
    assert told in page
    source.refresh_from_db()
    assert not source.corrections


def test_a_file_is_said_to_replace_another_and_it_is_told(analyst):
    old, new = a_source(file_name="v1.csv"), a_source(title="CIMD corrigé", released_on=DAY, file_name="v2.csv")
    analyst.post(reverse("atlas:source_replacement", args=[new.pk]), {"older": old.pk})
    words = _page(analyst, old)
    assert "Un fichier plus récent existe" in words
    assert "a été remplacé le 22 octobre 2024 : voyez" in words
    assert "a noté que la source est remplacée" in words
    assert "v1.csv" in _page(analyst, new)


def test_said_twice_it_is_written_once_and_can_be_taken_back(analyst, ada):
    old, new = a_source(), a_source(title="CIMD corrigé")
    sources.supersede(new, old, by=ada)
    sources.supersede(new, old, by=ada)
    assert Deed.objects.filter(verb="source.superseded").count() == 1
    analyst.post(reverse("atlas:source_replacement", args=[new.pk]), {"older": ""})
    new.refresh_from_db()
    assert new.supersedes is None
    assert "retiré la mention" in _page(analyst, old)


def test_files_cannot_replace_each_other_in_a_ring(ada):
    one, two, three = a_source(), a_source(title="deux"), a_source(title="trois")
    sources.supersede(two, one, by=ada)
    sources.supersede(three, two, by=ada)
    for older in (three, two, one):
        with pytest.raises(Conflict, match="ne peut pas être remplacé"):
            sources.supersede(one, older, by=ada)


def test_the_form_only_offers_what_would_not_make_a_ring(analyst):
    one, other = a_source(), a_source(title="deux")
    sources.supersede(other, one, by=None)
    page = analyst.post(reverse("atlas:source_replacement", args=[one.pk]), {"older": other.pk})
    assert page.status_code == 200
    one.refresh_from_db()
    assert one.supersedes is None


@pytest.mark.parametrize(("who", "status"), [("ada", 302), ("ben", 403), ("cleo", 403)])
@pytest.mark.parametrize(
    ("deed", "said"), [("correction", {"on": "2024-10-22", "words": "Oups"}), ("replacement", {"older": ""})]
)
def test_who_may_write_of_a_source(client, request, who, status, deed, said):
    client.force_login(request.getfixturevalue(who))
    answer = client.post(reverse(f"atlas:source_{deed}", args=[a_source().pk]), said)
    assert answer.status_code == status


def test_the_verbs_ask_too(ben):
    with pytest.raises(NotAllowed):
        sources.correct(a_source(), by=ben, on=DAY, words="Oups")
    with pytest.raises(NotAllowed):
        sources.supersede(a_source(), None, by=ben)


def test_the_day_is_written_as_browsers_read_it(analyst):
    assert f'value="{timezone.localdate().isoformat()}"' in _page(analyst, a_source())


def test_strangers_are_offered_no_form(client):
    assert "<textarea" not in _page(client, a_source())


@given(st.text(max_size=700), st.text(max_size=30))
def test_whatever_is_typed_is_kept_or_refused_in_words(words, on):
    form = CorrectionForm({"on": on, "words": words})
    assert form.is_valid() or form.errors
