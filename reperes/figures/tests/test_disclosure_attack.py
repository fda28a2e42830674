"""The attack: over random territories and everything published of them, no protected cell is recovered."""

import numpy as np
import pytest

from reperes.figures.disclosure.auditing import audit_many
from reperes.figures.tests.localities import attack, draw

N_SYSTEMS, N_TOGETHER = 10_000, 25
NEAR = 1e-5


def recovered(systems, **outputs) -> list[tuple[int, object, object]]:
    """(system, secret, found) for what the attacker knows exactly, or too closely."""
    taken = []
    cases = [attack(each, **outputs) for each in systems]
    for each, case, found in zip(systems, cases, audit_many(cases), strict=True):
        for secret, what in zip(case.secrets, found, strict=True):
            natural = float(secret.weights @ each.areas.denominator[secret.areas])
            need = min(each.thresholds.small_count, natural)
            if need > 0 and (what.is_exact or what.high - what.low < need - NEAR):
                taken.append((each, secret, what))
    return taken


def batches(n, **more):
    for start in range(0, n, N_TOGETHER):
        yield [draw(np.random.default_rng(seed), **more) for seed in range(start, start + N_TOGETHER)]


@pytest.mark.slow  # ten thousand systems, as the house promises
def test_ten_thousand_sets_of_localities_give_no_protected_cell_away():
    n_secrets = 0
    for systems in batches(N_SYSTEMS):
        assert recovered(systems, counts_shown=True, universe_known=True) == []
        n_secrets += sum((reason != 0).sum() for each in systems for reason in each.reasons)
    assert n_secrets > N_SYSTEMS


def test_without_complementary_suppression_the_attack_succeeds():
    caught = [bool(recovered([each], counts_shown=True, universe_known=True))
              for systems in batches(100, protection=False) for each in systems]  # fmt: skip
    assert np.mean(caught) > 0.4


def test_shares_and_intervals_alone_give_nothing_away_either():
    for systems in batches(300):
        assert recovered(systems, counts_shown=False, universe_known=True) == []


def test_hidden_universes_are_not_recovered():
    """Where universes are hidden with the counts, numerator, denominator and difference hold together."""
    for systems in batches(300):
        assert recovered(systems, counts_shown=True, universe_known=False) == []


def test_nothing_is_exposed_while_anything_may_still_be_hidden():
    assert [each for systems in batches(300) for each in systems if each.protection.exposed] == []
