"""What a text weighs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.search.words import forms, terms, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("l’évaluation", "Evaluations"),
        ("récit", "récits"),
        ("communautés de pratique", "communauté de pratiques"),
        ("intervenant·e·s", "intervenante"),
        ("intervenant.e.s", "intervenants"),
        ("professionnel-le-s", "professionnelle"),
        ("formé(e)s", "formé"),
        ("acteur·rice·s", "actrices"),
        ("chercheuses", "chercheur"),
        ("municipaux", "municipale"),
        ("œuvre", "OEUVRE"),
        ("L'ÉCOLE", "école"),
        ("M.R.C.", "mrc"),
    ],
)
def test_two_writings_of_a_word_meet(one, other):
    assert set(terms(one).split()) & set(terms(other).split())


def test_an_apostrophe_inside_a_word_does_not_split_it():
    assert terms("aujourd’hui") == terms("d'aujourd'hui")
    assert " " not in terms("aujourd’hui")


def test_stop_words_weigh_nothing_but_acronyms_always_do():
    assert terms("de la pour les") == ""
    assert forms("le TES") == "tes"


def test_an_acronym_is_kept_whole_beside_its_stem():
    assert "cps" in terms("les CPS").split()


@given(st.text())
def test_any_text_gives_words_that_stand_where_they_say(text):
    for word in words_of(text):
        assert 0 <= word.start < word.end <= len(text)
        assert word.form
        assert " " not in word.stem
