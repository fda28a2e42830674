"""A locality drawn by a person is published, or refused with the subtraction it would allow."""

import numpy as np
import pytest

from reperes.figures.disclosure.adding import Published, may_add
from reperes.figures.disclosure.auditing import audit_many
from reperes.figures.disclosure.explaining import Term
from reperes.figures.disclosure.protecting import protect
from reperes.figures.disclosure.rules import Rule
from reperes.figures.disclosure.system import AREAS, System
from reperes.figures.tests.disclosing import cells, grouping, row, sums
from reperes.figures.tests.localities import attack, draw, drawn_by_hand, with_one_more


def published(areas, *groupings, **more) -> Published:
    system, wider = System(len(areas.numerator), groupings, **more), [sums(each, areas) for each in groupings]
    return Published(system, areas, wider, protect(system, areas, wider))


def asked(before, *territories, **more):
    new = grouping("drawn", *territories, official=False)
    return may_add(before, new, sums(new, before.areas), **more)


AREAS_OF_TOWN = cells([3, 40, 60, 20], [400, 300, 500, 350], [400, 300, 500, 350])


def test_a_locality_of_shown_areas_adds_nothing_to_what_is_known():
    before = published(AREAS_OF_TOWN, grouping("town", range(4)))
    assert before.protection.areas.mask.tolist() == [True, True, False, False]
    answer = asked(before, [2, 3])
    assert answer.is_allowed
    assert answer.reasons == ()
    assert not answer.hidden.mask.any()


def test_a_locality_that_leaves_one_hidden_area_out_is_refused_with_the_subtraction():
    """Areas 0 and 1 are hidden together in the town; the locality holds 1 and 2: less 2, it would give 1."""
    before = published(AREAS_OF_TOWN, grouping("town", range(4)))
    assert before.protection.areas.mask.tolist() == [True, True, False, False]
    answer = asked(before, [1, 2], hide_inside=False)
    assert not answer.is_allowed
    by_cell = {(each.grouping, each.territory): each for each in answer.reasons}
    assert by_cell[AREAS, 1].is_exact
    assert by_cell[AREAS, 1].terms == (Term(1, 0, 1.0), Term(AREAS, 2, -1.0))
    assert by_cell[AREAS, 0].terms == (Term(0, 0, 1.0), Term(1, 0, -1.0), Term(AREAS, 3, -1.0))
    assert answer.hidden.mask.all()


def test_hiding_the_dangerous_locality_lets_the_others_be_shown():
    before = published(AREAS_OF_TOWN, grouping("town", range(4)))
    answer = asked(before, [1, 2], [2, 3])
    assert answer.is_allowed
    assert answer.hidden.mask.tolist() == [True, False]
    assert Rule(answer.hidden.reason[0]) is Rule.COMPLEMENTARY
    assert {(each.grouping, each.territory) for each in answer.reasons} == {(AREAS, 0), (AREAS, 1)}


def test_the_difference_of_two_localities_is_named():
    """Small areas are not published; A holds areas 0 to 3, B would hold 1 to 3: A less B is area 0."""
    before = published(AREAS_OF_TOWN, grouping("A", range(4)), areas_shown=False)
    answer = asked(before, [1, 2, 3], hide_inside=False)
    (reason,) = answer.reasons
    assert (reason.grouping, reason.territory, reason.is_exact) == (AREAS, 0, True)
    assert reason.terms == (Term(0, 0, 1.0), Term(1, 0, -1.0))


def test_a_locality_too_small_to_be_shown_whose_parts_are_is_refused():
    """Two areas of 45 people are shown; a locality of both has fewer than a hundred: its figure would be their sum."""
    before = published(cells([20, 30, 50], [45, 45, 400], [45, 45, 400]), grouping("town", range(3)))
    assert not before.protection.areas.mask.any()
    answer = asked(before, [0, 1])
    assert not answer.is_allowed
    (reason,) = answer.reasons
    assert (reason.grouping, reason.territory) == (1, 0)
    assert reason.terms == (Term(AREAS, 0, 1.0), Term(AREAS, 1, 1.0))


def test_a_bound_too_tight_names_the_figures_that_hold_it():
    """Four hidden areas share 10 in the town; 7 in the first two would leave 3 to the others: under five, each."""
    before = published(cells([3, 4, 2, 1], [90] * 4), grouping("town", range(4)))
    answer = asked(before, [0, 1], hide_inside=False)
    assert not answer.is_allowed
    assert [(each.territory, each.is_exact) for each in answer.reasons] == [(2, False), (3, False)]
    assert {Term(0, 0, 1.0), Term(1, 0, 1.0)} == set(answer.reasons[0].terms)


@pytest.mark.slow  # forty publications protected, added to and attacked
def test_what_is_allowed_never_gives_a_protected_cell_away():
    """Beside a random publication: allowed, the attacker finds nothing; refused, the reason's sum is the true count."""
    n_allowed = n_refused = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        before = draw(rng)
        published = Published(before.system, before.areas, before.wider, before.protection, before.thresholds)
        new, figures = drawn_by_hand(rng, before)
        answer = may_add(published, new, figures)
        after = with_one_more(before, new, figures, answer.hidden.reason)
        n_allowed, n_refused = n_allowed + answer.is_allowed, n_refused + (not answer.is_allowed)
        case = attack(after, counts_shown=True, universe_known=True)
        if answer.is_allowed:
            for secret, found in zip(case.secrets, audit_many([case])[0], strict=True):
                natural = float(secret.weights @ before.areas.denominator[secret.areas])
                need = min(before.thresholds.small_count, natural)
                assert need == 0 or (not found.is_exact and found.high - found.low > need - 1e-5)
        for reason in answer.reasons:
            if reason.is_exact:
                assert _worth(after, reason.terms) == pytest.approx(_worth(after, [Term(*_cell(reason), 1.0)]))
    assert n_allowed
    assert n_refused


def _cell(reason):
    return reason.grouping, reason.territory


def _worth(after, terms):
    """What the terms add up to, in true counts."""
    total = 0.0
    for term in terms:
        if term.grouping == AREAS:
            total += term.coefficient * after.truth[term.territory]
        else:
            each = after.system.groupings[term.grouping]
            known = np.isfinite(after.areas.numerator) | each.imported
            total += term.coefficient * float(row(each, term.territory, len(known)) @ np.where(known, after.truth, 0))
    return total
