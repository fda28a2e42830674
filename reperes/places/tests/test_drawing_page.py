"""The page where one draws: by the list, by a file, with or without script; gestures come back to the same place."""

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from reperes.places import tiles
from reperes.places.actions import drawings
from reperes.places.models import Drawing, Locality, Partition, PartitionVersion
from reperes.places.testing import a_drawing, a_version, add_locality, put, square


@pytest.fixture(autouse=True)
def _quick_tiles(monkeypatch):
    monkeypatch.setattr(tiles, "make", lambda areas, file: file.write_bytes(b""))


@pytest.fixture
def small(db):
    return a_version("secteurs", {f"s{n}": square(n) for n in range(6)})


@pytest.fixture
def analyst(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def drawing(small, ada):
    return a_drawing(small, by=ada)


@pytest.fixture
def page(analyst, drawing):
    """page(geste, **fields) makes a gesture and gives the page one comes back to."""

    def make(gesture="", **fields):
        address = reverse("places:drawing", args=[drawing.code])
        if not gesture:
            return analyst.get(address, fields)
        answer = analyst.post(address, {"geste": gesture, "base": drawing.revision} | fields, follow=True)
        drawing.refresh_from_db()
        return answer

    return make


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("ben", 403), ("cleo", 403)])
def test_who_may_open_the_list(client, request, small, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("places:drawings")).status_code == status


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("ben", 404), ("cleo", 404)])
@pytest.mark.parametrize("name", ["drawing", "drawing_map", "drawing_file", "drawing_publication"])
def test_who_may_open_a_drawing(client, request, drawing, who, status, name):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse(f"places:{name}", args=[drawing.code])).status_code == status


def test_beginning_asks_a_name_and_a_year(analyst, small):
    address = reverse("places:drawings")
    answer = analyst.post(address, {"source": small.pk, "vintage": "2026"})
    assert answer.status_code == 422
    assert "Donnez un nom" in answer.content.decode()
    answer = analyst.post(address, {"source": small.pk, "vintage": "2026", "name": "Rangs"}, follow=True)
    assert "Rangs" in answer.content.decode()
    assert Drawing.objects.get().name == "Rangs"


def test_without_small_areas_the_page_says_what_to_bring(analyst, db):
    assert "déposez d’abord leurs limites" in analyst.get(reverse("places:drawings")).content.decode()


def test_one_draws_by_the_list_alone(page, drawing):
    page("ajouter", name="Le Rang")
    (key,) = drawing.content["localities"]
    answer = page("mettre", communaute=key, secteur=["s0", "s1"], ou="?voir=libres")
    assert answer.redirect_chain[-1][0].endswith("/?voir=libres")
    assert drawing.content["units"] == {"s0": {key: 1.0}, "s1": {key: 1.0}}
    said = answer.content.decode()
    assert "2 secteurs dans «\xa0Le Rang\xa0»" in said
    assert 'value="s0"' not in said  # the list shows what nobody has
    assert 'value="s2"' in said
    page("liberer", secteur=["s1"])
    assert drawing.content["units"] == {"s0": {key: 1.0}}


def test_a_search_and_all_it_found(page, drawing):
    page("ajouter", name="Le Rang")
    (key,) = drawing.content["localities"]
    page("mettre", communaute=key, tous="1", cherche="s", voir="libres")
    assert len(drawing.content["units"]) == 6
    page("liberer", tous="1", cherche="s3", voir=key)
    assert len(drawing.content["units"]) == 5


def test_a_share_is_written_as_people_write_it(page, drawing):
    page("ajouter", name="Le Rang")
    page("ajouter", name="Le Village")
    one, other = drawing.content["localities"]
    page("mettre", communaute=one, secteur=["s0"])
    answer = page("mettre", communaute=other, secteur=["s0"], part="40 %")
    assert drawing.content["units"]["s0"] == {other: 0.4, one: 0.6}
    assert "(60\xa0%)" in answer.content.decode()
    answer = page("mettre", communaute=other, secteur=["s0"], part="140")
    assert answer.status_code == 400


def test_splitting_from_the_list_of_one_locality(page, drawing, ada):
    key = add_locality(drawing, "Le Rang", by=ada)
    put(drawing, ["s0", "s1", "s2"], key, by=ada)
    page("scinder", voir=key, secteur=["s2"], name="Le Fond")
    names = {one["name"]: place for place, one in drawing.content["localities"].items()}
    assert drawing.content["units"]["s2"] == {names["Le Fond"]: 1.0}


def test_describing_removing_and_undoing(page, drawing):
    page("ajouter", name="Le Rang")
    (key,) = drawing.content["localities"]
    page(
        "decrire", communaute=key, name="Rang Nord", code="7", rationale="La côte.", standing="discussed", level="local"
    )
    assert drawing.content["localities"][key] == {
        "code": "7", "name": "Rang Nord", "rationale": "La côte.", "standing": "discussed", "level": "local",
    }  # fmt: skip
    page("retirer", communaute=key)
    assert drawing.content["localities"] == {}
    page("annuler")
    assert drawing.content["localities"][key]["name"] == "Rang Nord"
    page("refaire")
    assert drawing.content["localities"] == {}


def test_what_gave_way_is_told_and_may_be_put_first(page, drawing, ada, django_user_model):
    from reperes.people.models import Mandate  # noqa: PLC0415  only this test has two who keep the atlas

    eve = django_user_model.objects.create_user("eve@exemple.quebec", "un-mot-de-passe-long", name="Ève")
    Mandate.objects.create(person=eve, kind=Mandate.Kind.ANALYST)
    one, other = add_locality(drawing, "Le Rang", by=ada), add_locality(drawing, "Le Village", by=ada)
    seen = drawing.revision
    put(drawing, ["s0"], one, by=eve)
    answer = page("mettre", base=seen, communaute=other, secteur=["s0"])
    assert "Le secteur s0\xa0: Le Rang a été gardé; vous vouliez Le Village." in answer.content.decode()
    gesture = drawing.gestures.exclude(aside=[]).get()
    page("garder-le-mien", numero=gesture.number)
    assert drawing.content["units"]["s0"] == {other: 1.0}


def upload(text: str, name: str = "groupes.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_a_file_groups_and_makes_the_localities_it_names(page, drawing):
    page("fichier", fichier=upload("code;groupe;part\ns0;Le Rang;\ns1;Le Rang;60 %\ns1;Le Village;0,4\n"))
    names = {one["name"]: key for key, one in drawing.content["localities"].items()}
    assert drawing.content["units"] == {
        "s0": {names["Le Rang"]: 1.0},
        "s1": {names["Le Rang"]: 0.6, names["Le Village"]: 0.4},
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code,groupe\ns9,A\n", "ligne 2\xa0: le code s9 n’existe pas dans ce découpage"),
        ("code,groupe,part\ns0,A,0.7\ns0,B,0.6\n", "ligne 3\xa0: les parts du secteur s0 font 1.30, plus que 1"),
        ("code,groupe\ns0,A\ns0,a\n", "ligne 3\xa0: le secteur s0 est déjà donné à «\xa0a\xa0» plus haut"),
        ("code,groupe,part\ns0,A,beaucoup\n", "la part doit être entre 0 et 1"),
        ("code,groupe\ns0,\n", "n’a pas de groupe"),
        ("code,groupe\n", "n’a que son en-tête"),
        ("", "est vide"),
        ("aire,x\ns0,A\n", "doit avoir une colonne nommée"),
    ],
)
def test_a_file_with_a_wrong_line_changes_nothing_and_says_which(page, drawing, text, sentence):
    answer = page("fichier", fichier=upload(text))
    assert answer.status_code == 422
    assert sentence in answer.content.decode().replace("&#x27;", "’")
    assert drawing.revision == 0


def test_a_code_whose_zeros_a_spreadsheet_ate_is_recognised(analyst, ada, db):
    small = a_version("secteurs", {"4620725.10": square(0), "4620725.11": square(1)})
    drawing = a_drawing(small, by=ada)
    answer = analyst.post(
        reverse("places:drawing", args=[drawing.code]),
        {"geste": "fichier", "base": 0, "fichier": upload("code,groupe\n4620725.1,A\n")},
    )
    assert "sans doute 4620725.10" in answer.content.decode()


def test_the_file_one_takes_away_may_be_brought_back(page, drawing, analyst, ada):
    key = add_locality(drawing, "Le Rang", by=ada)
    put(drawing, ["s0", "s1"], key, by=ada)
    put(drawing, ["s1"], add_locality(drawing, "Le Village", by=ada), 0.4, by=ada)
    before = drawing.content
    content = analyst.get(reverse("places:drawing_file", args=[drawing.code])).content
    page("liberer", secteur=["s0", "s1"])
    page("fichier", fichier=SimpleUploadedFile("g.csv", content))
    assert drawing.content == before


def test_the_map_is_given_its_areas_once(analyst, drawing):
    found = json.loads(analyst.get(reverse("places:drawing_map", args=[drawing.code])).content)
    assert found["codes"] == [f"s{n}" for n in range(6)]
    assert found["people"] == [None] * 6


def test_a_refusal_to_a_script_leaves_the_page_whole(analyst, drawing):
    address = reverse("places:drawing", args=[drawing.code])
    answer = analyst.post(address, {"geste": "mettre", "base": 0}, follow=True, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="dessin"' in page
    assert "Choisissez une communauté" in page


def test_a_gesture_nobody_knows_is_not_found(analyst, drawing):
    assert analyst.post(reverse("places:drawing", args=[drawing.code]), {"geste": "danser"}).status_code == 404


def test_an_address_from_elsewhere_is_not_followed(page):
    answer = page("ajouter", name="Le Rang", ou="//ailleurs.example/")
    assert [address for address, _status in answer.redirect_chain if "ailleurs" in address] == []


def test_from_the_drawing_to_the_pages(page, drawing, analyst, ada):
    key = add_locality(drawing, "Le Rang", by=ada, rationale="La rivière.")
    address = reverse("places:drawing_publication", args=[drawing.code])
    assert "aucun secteur" in analyst.get(address).content.decode()
    put(drawing, ["s0", "s2"], key, by=ada)
    said = analyst.get(address).content.decode()
    assert "en 2 morceaux" in said
    assert "Publier ces communautés" in said
    answer = analyst.post(address, {"publier": "1"}, follow=True)
    assert "chaque communauté a sa page" in answer.content.decode()
    place = Locality.objects.get(name="Le Rang")
    analyst.logout()
    assert "La rivière." in analyst.get(reverse("atlas:locality", args=[place.public_code])).content.decode()


def test_many_areas_are_published_by_the_worker(analyst, ada, db):
    small = a_version("beaucoup", {f"s{n}": square(n % 40, n // 40) for n in range(1600)})
    drawing = a_drawing(small, by=ada)
    put(drawing, [f"s{n}" for n in range(1600)], add_locality(drawing, "Tout", by=ada), by=ada)
    answer = analyst.post(reverse("places:drawing_publication", args=[drawing.code]), {"publier": "1"}, follow=True)
    assert "Ce dessin est publié" in answer.content.decode()
    assert PartitionVersion.objects.get(partition__level=Partition.Level.LOCALITY).n_areas == 1


def test_a_publication_a_stopped_worker_left_is_taken_up(analyst, drawing):
    long_ago = timezone.now() - datetime.timedelta(hours=1)
    Drawing.objects.filter(pk=drawing.pk).update(state=Drawing.State.PUBLISHING, changed_at=long_ago)
    address = reverse("places:drawing_publication", args=[drawing.code])
    assert "semble arrêtée" in analyst.get(address).content.decode()
    analyst.post(address, {"reprendre": "1"})
    drawing.refresh_from_db()
    assert drawing.state == Drawing.State.DRAFT


def test_set_aside_then_taken_up(analyst, drawing):
    address = reverse("places:drawing_publication", args=[drawing.code])
    analyst.post(address, {"mettre-de-cote": "1"})
    assert "mis de côté" in analyst.get(address).content.decode()
    assert analyst.post(address, {"reprendre": "1"}).url == reverse("places:drawing", args=[drawing.code])


def test_the_page_asks_few_questions(analyst, drawing, ada, django_assert_max_num_queries):
    for n in range(6):
        put(drawing, [f"s{n}"], add_locality(drawing, f"Rang {n}", by=ada), by=ada)
    with django_assert_max_num_queries(12):
        analyst.get(reverse("places:drawing", args=[drawing.code]))


def test_the_same_page_in_english(analyst, drawing, ada):
    add_locality(drawing, "Le Rang", by=ada)
    assert "Put in the community" in analyst.get(f"/en/territoires/dessins/{drawing.code}/").content.decode()


def test_gestures_of_a_page_left_open_do_not_undo_what_came_since(page, drawing, ada):
    key = add_locality(drawing, "Le Rang", by=ada)
    seen = drawing.revision
    put(drawing, ["s0"], key, by=ada)
    page("decrire", base=seen, communaute=key, name="Rang Nord")
    assert drawing.content["units"] == {"s0": {key: 1.0}}
    assert drawings.content_at(drawing, seen)["units"] == {}
