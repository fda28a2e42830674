"""A page leaves the house tagged, in its language, with our faces."""

import io

import pytest
import typst
from django.template import TemplateDoesNotExist
from pypdf import PdfReader

from reperes.publishing import pdf

PAGE = '#import "house.typ": *\n#let data = json("data.json")\n#show: house.with(title: data.title, lang: data.lang)\n'
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="3"/></svg>'


@pytest.fixture
def template(tmp_path, monkeypatch):
    """A room's template folder with one page, whose body the test writes."""

    def write(body: str) -> str:
        (tmp_path / "room").mkdir(exist_ok=True)
        (tmp_path / "room" / "page.typ").write_text(PAGE + body, encoding="utf-8")
        known = pdf.get_app_template_dirs("templates")
        monkeypatch.setattr(pdf, "get_app_template_dirs", lambda _name: [*known, tmp_path])
        pdf._found.cache_clear()
        return "room/page.typ"

    yield write
    pdf._found.cache_clear()


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def test_a_page_is_tagged_and_says_its_title_and_language(template):
    document = read(pdf.render(template("= #data.title"), {"title": "L’œuvre d’Hélène", "lang": "fr"}))
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF boolean, not Python's)
    assert document.trailer["/Root"]["/Lang"] == "fr-CA"
    assert document.metadata.title == "L’œuvre d’Hélène"
    assert "L’œuvre d’Hélène" in document.pages[0].extract_text()


def test_a_page_is_set_in_the_faces_of_the_screen(template):
    document = read(pdf.render(template("Bonjour, #reading[lecture]"), {"title": "T", "lang": "fr"}))
    faces = {font.get_object()["/BaseFont"].split("+")[1] for font in document.pages[0]["/Resources"]["/Font"].values()}
    assert {face.split("-")[0] for face in faces} == {"AtkinsonHyperlegibleNext", "Literata"}


def test_a_picture_goes_out_with_words_for_those_who_do_not_see_it(template):
    page = template('#image("map.svg", alt: "Une carte")')
    content = pdf.render(page, {"title": "T", "lang": "fr"}, files={"map.svg": PICTURE})
    assert len(read(content).pages) == 1


def test_a_picture_without_words_is_refused(template):
    with pytest.raises(typst.TypstError, match="alt"):
        pdf.render(template('#image("map.svg")'), {"title": "T", "lang": "fr"}, files={"map.svg": PICTURE})


def test_what_a_person_wrote_cannot_become_a_command(template):
    words = '#panic("x") = Titre *gras* \\ $x$ // note'
    document = read(pdf.render(template("#data.words"), {"title": "T", "lang": "fr", "words": words}))
    assert document.pages[0].extract_text().replace("\n", " ").startswith(words[:30])


def test_a_template_that_is_not_there_is_named():
    with pytest.raises(TemplateDoesNotExist, match="room/absent"):
        pdf.render("room/absent.typ", {})
