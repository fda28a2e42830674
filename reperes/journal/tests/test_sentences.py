"""Every verb and kind of link written in the code can be read aloud."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from reperes.journal.verbs import KINDS, VERBS

CODE = [path for path in (settings.ROOT / "reperes").rglob("*.py") if "tests" not in path.parts]


def _said(function: str, place: int) -> dict[str, Path]:
    """Literal strings given to record(…) or link(…), and where."""
    said = {}
    for path in CODE:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and len(call.args) > place:
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                word = call.args[place]
                if name == function and isinstance(word, ast.Constant) and isinstance(word.value, str):
                    said[word.value] = path
    return said


def test_every_verb_recorded_has_a_sentence():
    assert {verb: path for verb, path in _said("record", 1).items() if verb not in VERBS} == {}


def test_every_link_made_has_a_sentence():
    assert {kind: path for kind, path in _said("link", 1).items() if kind not in KINDS} == {}


@pytest.mark.parametrize("verb", sorted(_said("record", 1)))
def test_a_verb_is_noun_dot_past(verb):
    noun, _, past = verb.partition(".")
    assert noun.isidentifier()
    assert past.isidentifier()


def test_sentences_read_in_english():
    with override("en"):
        assert str(VERBS["collective.created"]) == "created the collective"
