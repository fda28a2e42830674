"""Many sums at once say what an obvious, slow sum says."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reperes.figures import aggregation, summing
from reperes.figures.aggregation import Overlap
from reperes.figures.statuses import GRAVEST, PLACE, STATUSES, Status
from reperes.figures.summing import Plan, Sheet

OK = PLACE[Status.OK]
REASONS = (Status.SUPPRESSED, Status.UNRELIABLE, Status.NOT_APPLICABLE, Status.UNAVAILABLE)
figures = st.floats(-1e6, 1e6).map(lambda number: round(number, 2))
coefficients = st.sampled_from([1.0, -1.0, 0.5, 2.0])


@st.composite
def matrices(draw, n_areas):
    """Rows of figures: one in a few is missing, and then its number is not to be read."""
    n_rows = draw(st.integers(1, 4))
    values = np.array(
        draw(st.lists(st.lists(figures, min_size=n_areas, max_size=n_areas), min_size=n_rows, max_size=n_rows))
    )
    some_code = st.sampled_from([OK, OK, OK, *range(len(STATUSES))])
    codes = np.array(
        draw(st.lists(st.lists(some_code, min_size=n_areas, max_size=n_areas), min_size=n_rows, max_size=n_rows)),
        np.int8,
    )
    values[(codes != OK) & (codes != PLACE[Status.PARTIAL])] = np.nan
    return values.reshape(n_rows, n_areas), codes.reshape(n_rows, n_areas)


@st.composite
def overlaps(draw, n_areas):
    """In any order; an area may be in several territories, whole or in part; a territory may hold nothing."""
    n_targets = draw(st.integers(1, 4))
    row = st.tuples(
        st.integers(0, n_areas - 1), st.integers(0, n_targets - 1), st.sampled_from([1.0, 0.25, 1 / 3, 0.6])
    )
    rows = draw(st.lists(row, max_size=12, unique_by=lambda one: one[:2]))
    source, target, weight = (np.array([one[place] for one in rows]) for place in range(3))
    return Overlap(source.astype(np.int64), target.astype(np.int64), weight.astype(float), n_targets)


@st.composite
def cases(draw):
    n_areas = draw(st.integers(1, 7))
    values, codes = draw(matrices(n_areas))
    form = st.dictionaries(st.integers(0, len(values) - 1), coefficients, min_size=1, max_size=3)
    measures = draw(st.lists(st.tuples(st.lists(form, min_size=1, max_size=3), st.booleans()), min_size=1, max_size=3))
    measures = [(forms, divides and len(forms) > 1) for forms, divides in measures]
    people = np.array(draw(st.lists(st.sampled_from([0.0, 40.0, 385.0, np.nan]), min_size=n_areas, max_size=n_areas)))
    return values, codes, measures, draw(overlaps(n_areas)), people


def obvious(values, codes, forms, divides, overlap, people):
    """(sums of forms, people covered, {code: how many missing}) of each territory, one small area after the other."""
    presence = aggregation.presence(people, overlap)
    sums = np.zeros((len(forms), overlap.n_targets))
    covered, missing = np.zeros(overlap.n_targets), np.zeros((len(STATUSES), overlap.n_targets), int)
    for area, target, weight, present in zip(overlap.source, overlap.target, overlap.weight, presence, strict=True):
        reasons = {STATUSES[codes[row, area]] for form in forms for row in form}
        reason = next((one for one in GRAVEST if one in reasons), None)
        amounts = [sum(factor * values[row, area] for row, factor in form.items()) for form in forms]
        if reason is None and divides and not amounts[1] > 0:
            reason = Status.NOT_APPLICABLE
        if reason is not None:
            missing[PLACE[reason], target] += 1
            continue
        covered[target] += weight * present
        sums[:, target] += weight * np.array(amounts)
    return sums, covered, missing


@settings(deadline=None)  # the first example compiles
@given(cases())
def test_measures_of_any_form_over_any_overlap(case):
    values, codes, measures, overlap, people = case
    sheet = Sheet.of([forms for forms, _divides in measures], [divides for _forms, divides in measures])
    added = summing.add(values, codes, sheet, Plan.of(overlap, people))
    for place, (forms, divides) in enumerate(measures):
        sums, covered, missing = obvious(values, codes, forms, divides, overlap, people)
        of_measure = slice(sheet.first_form[place], sheet.first_form[place + 1])
        np.testing.assert_allclose(added.forms[of_measure], sums, rtol=1e-12, atol=1e-6)
        np.testing.assert_allclose(added.covered[place], covered, rtol=1e-12)
        assert added.missing[place].tolist() == missing.tolist()


@settings(deadline=None)  # the first example compiles
@given(cases())
def test_each_row_alone_and_what_its_sum_is_worth(case):
    values, codes, _measures, overlap, people = case
    plan = Plan.of(overlap, people)
    added = summing.add(values, codes, Sheet.each(len(values)), plan)
    n_known = plan.n_reached - added.missing.sum(1)
    missing = {reason: added.missing[:, PLACE[reason]] for reason in REASONS}
    with np.errstate(invalid="ignore"):
        coverage = added.covered / plan.everyone
    expected = aggregation.statuses(coverage, n_known, plan.n_reached, missing)
    scratch = np.zeros((len(STATUSES), plan.n_targets), np.int32)
    for row in range(len(values)):
        sums, covered, value = np.empty((3, plan.n_targets))
        status = np.empty(plan.n_targets, np.int8)
        summing.add_row(values[row], codes[row], summing.RANKS, plan.start, plan.source, plan.weight, plan.presence,
                        plan.everyone, sums, covered, scratch)  # fmt: skip
        np.testing.assert_array_equal(sums, added.forms[row])
        np.testing.assert_array_equal(covered, added.covered[row])
        assert scratch.tolist() == added.missing[row].tolist()
        summing.tell(sums, covered, scratch, plan.everyone, plan.start, aggregation.PARTIAL_BELOW,
                     aggregation.HIDDEN_BELOW, value, status)  # fmt: skip
        assert status.tolist() == expected[row].tolist()
        np.testing.assert_array_equal(value, np.where(aggregation.is_shown(status), sums, np.nan))
        assert not scratch.any()


def test_sums_are_those_of_a_plain_bincount_to_the_last_bit():
    """The small areas of a territory are added in the order of the overlap."""
    draw = np.random.default_rng(1792)
    values = draw.random((1, 5_000))
    overlap = Overlap(draw.permutation(5_000), draw.integers(0, 70, 5_000), draw.random(5_000), 70)
    plan = Plan.of(overlap, draw.random(5_000))
    added = summing.add(values, np.zeros(values.shape, np.int8), Sheet.each(1), plan)
    assert added.forms[0].tolist() == overlap.total(values[0]).tolist()


def test_what_is_told_of_nothing():
    """A territory without small areas; one where nobody lives and all is known: its areas count by number."""
    overlap = Overlap(np.array([0]), np.array([1]), np.ones(1), 2)
    plan = Plan.of(overlap, np.zeros(1))
    assert plan.everyone.tolist() == [0, 1]
    told = aggregation.statuses(np.array([np.nan, 1.0]), plan.n_reached, plan.n_reached, {})
    assert [STATUSES[code] for code in told] == [Status.UNAVAILABLE, Status.OK]


def test_a_territory_all_of_whose_areas_give_one_reason_gives_it_too():
    """Two hidden areas of two make a hidden sum; one hidden and one without reply make one that is unavailable."""
    missing = {Status.SUPPRESSED: np.array([2, 1]), Status.UNAVAILABLE: np.array([0, 1])}
    told = aggregation.statuses(np.zeros(2), np.zeros(2), np.array([2, 2]), missing)
    assert [STATUSES[code] for code in told] == [Status.SUPPRESSED, Status.UNAVAILABLE]
