"""French text to index terms: elisions, inclusive forms, acronyms; fold, then stem.

Both sides of a search pass here, so that « l’évaluation », « evaluations » and « ÉVALUER » meet.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import tantivy

from reperes.core.text import fold

_ENDINGS = "e|ne|le|te|se|ve|fe|sse|esse|euse|rice|trice|ère|ière"
_WORD = re.compile(
    rf"""
    (?P<whole> (?:aujourd|prud)['’]\w+ )                            # an apostrophe that is part of the word
  | (?P<elided> \b(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w) )  # l’, d’, qu’… weigh nothing
  | (?P<dotted> \b(?:[A-Z]\.){{2,}} )                               # M.R.C.
  | (?P<stem> [^\W\d_]{{2,}} )                                      # intervenant·e·s, élu.e.s, formé(e)s
    (?: (?:[·•‧∙⋅][^\W\d_]+)+ | (?:[.\-](?:{_ENDINGS})(?:[.\-]?[sx])?)\b | \((?:{_ENDINGS})s?\)s? )
  | (?P<plain> [^\W_]+ )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CAPITALS = re.compile(r"[A-ZÀ-ÖØ-Þ]")
LONGEST = 40  # characters; beyond, it is not a word

STOP = frozenset(
    fold(
        """
        a à afin ai ainsi alors an and are as at au aux avec ayant c ce cela ces cet cette ceci ci comme d dans de des
        donc dont du elle elles en entre es est et étaient était étant été être eu eux for from il ils in is it je j l
        la le les leur leurs lui m ma mais me même mes moi mon n ne ni nos notre nous of on ont ou où par pas plus pour
        qu que quel quelle quelles quels qui s sa sans se sera ses si soi soit son sont sous sur t ta te tes the their
        to toi ton tu un une vers vos votre vous with y
        """
    ).split()
)

_STEMMER = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer("french")).build()


@dataclass(frozen=True)
class Word:
    """A word of a text: how it folds, its stem, where it stands."""

    form: str
    stem: str
    start: int
    end: int
    is_acronym: bool


def words_of(text: str) -> Iterator[Word]:
    """The words that weigh something; stop words are left out, acronyms never are."""
    is_shouting = text.isupper()
    for found in _WORD.finditer(text):
        if found["elided"]:
            continue
        written = found["stem"] or found[0]
        capitals = len(_CAPITALS.findall(written))
        is_acronym = capitals >= 2 and len(written) <= 12 and not (is_shouting and " " in text)
        form = re.sub(r"[^\w]|_", "", fold(written))[:LONGEST]
        if form and (is_acronym or form not in STOP):
            yield Word(form, stem(form), found.start(), found.end(), is_acronym)


@lru_cache(maxsize=50_000)
def stem(form: str) -> str:
    """Stem of a folded form.

    Snowball expects accents: plurals and feminines are straightened first, or « récits » would not meet « récit ».
    """
    word = form
    if len(word) > 3:
        word = _singular(word)
    for feminine, masculine in (("trice", "teur"), ("euse", "eur"), ("ive", "if"), ("ee", "e")):
        if len(word) >= len(feminine) + 2 and word.endswith(feminine):
            word = word.removesuffix(feminine) + masculine
            break
    stems = _STEMMER.analyze(word)
    return stems[0] if stems else word


def _singular(word: str) -> str:
    if word.endswith("aux") and not word.endswith("eaux"):
        return word.removesuffix("aux") + "al"
    return word[:-1] if word[-1] in "sx" else word


def terms(text: str) -> str:
    """The stems of a text, separated by spaces, as the index keeps them; an acronym is kept whole besides."""
    kept: list[str] = []
    for word in words_of(text):
        kept.append(word.stem)
        if word.is_acronym and word.form != word.stem:
            kept.append(word.form)
    return " ".join(kept)


def forms(text: str) -> str:
    """The distinct unstemmed words of a text: the beginning of a word, or one with a slip, is compared with them."""
    return " ".join(dict.fromkeys(word.form for word in words_of(text)))
