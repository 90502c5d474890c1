from __future__ import annotations

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given

from bowlby.model.working_model import (
    Counts,
    WorkingModel,
    anchor,
    evidence,
    expectation,
    meet,
    revise,
    unformed,
)
from bowlby.names import SIGNALS
from model.builders import PARAMETERS, QUICK, counts, near, positive_counts, same

LEARNING = PARAMETERS.learning
FOR, AGAINST = 0, 1

anchor_, revise_, evidence_ = jax.jit(anchor), jax.jit(revise), jax.jit(evidence)


def seen(
    signal=1, comforted=False, rebuffed=False, frightened=False, was_there=True, lost=False, present=True
) -> Counts:
    """The evidence of one exchange of one person."""
    happened = (comforted, rebuffed, frightened, was_there, lost, present)
    return evidence_(np.int32(signal), *(np.bool_(yes) for yes in happened))


nothing_learnt = seen(present=False)


def totals(counts: Counts) -> list[float]:
    return [float(total) for pair in counts for total in np.ravel(np.asarray(pair).sum(0))]


def test_who_has_learnt_nothing_holds_comfort_to_be_open_and_hurt_to_be_rare():
    model = unformed((3,), LEARNING)
    assert model.fast.comfort.shape == (2, len(SIGNALS), 3)
    assert model.fast.loss.shape == (2, 3)
    for memory in model:
        expected = expectation(memory)
        assert np.allclose(expected.comfort, 0.5)
        for hurt in (expected.rebuff, expected.loss, expected.fright):
            assert np.allclose(hurt, LEARNING.prior_hurt)
        assert {pair.dtype for pair in memory} == {jnp.dtype(jnp.float32)}
    assert np.allclose(totals(model.prototype), LEARNING.prior_total)
    assert same(model, meet(model.prototype, LEARNING))


@QUICK
@given(positive_counts, positive_counts)
def test_expectations_are_means_of_the_counts(yes, no):
    for mean in expectation(counts((yes, no))):
        assert np.allclose(mean, yes / (yes + no), rtol=1e-6)


@QUICK
@given(positive_counts, positive_counts)
def test_the_anchor_keeps_the_means_and_never_reaches_kappa(yes, no):
    prototype = counts((yes, no))
    lent = anchor_(prototype, LEARNING)
    for mean, before in zip(expectation(lent), expectation(prototype), strict=True):
        assert np.allclose(mean, before, rtol=1e-5)
    total = yes + no
    assert np.allclose(totals(lent), total * LEARNING.kappa / (total + LEARNING.kappa), rtol=1e-5)
    assert max(totals(lent)) < min(total, LEARNING.kappa)


def test_a_young_prototype_lends_nearly_all_it_has_and_an_old_one_kappa():
    assert totals(anchor_(counts((0.5, 0.5)), LEARNING))[0] == near(1.0, 5e-3)
    assert totals(anchor_(counts((1e6, 1e6)), LEARNING))[0] == near(LEARNING.kappa, 1e-3)
    lent = [totals(anchor_(counts((size, size)), LEARNING))[0] for size in (1, 10, 100, 1000)]
    assert (np.diff(lent) > 0).all()


@pytest.mark.parametrize("signal", range(4))
def test_only_the_signal_that_was_sent_is_learnt_about(signal):
    new = seen(signal, comforted=True)
    sent = np.arange(4) == signal
    assert np.asarray(new.comfort).tolist() == [(sent * 1).tolist(), (sent * 0).tolist()]
    assert np.asarray(new.rebuff).tolist() == [(sent * 0).tolist(), (sent * 1).tolist()]


@pytest.mark.parametrize(
    ("happened", "comfort", "rebuff", "fright"),
    [
        ({}, [0, 1], [0, 1], [0, 1]),
        ({"comforted": True}, [1, 0], [0, 1], [0, 1]),
        ({"rebuffed": True}, [0, 1], [1, 0], [0, 1]),
        ({"frightened": True}, [0, 1], [0, 1], [1, 0]),
    ],
)
def test_what_came_back_is_counted_for_and_against(happened, comfort, rebuff, fright):
    new = seen(2, **happened)
    assert np.asarray(new.comfort)[:, 2].tolist() == comfort
    assert np.asarray(new.rebuff)[:, 2].tolist() == rebuff
    assert np.asarray(new.fright).tolist() == fright


@pytest.mark.parametrize(
    ("was_there", "lost", "counted"), [(True, True, [1, 0]), (True, False, [0, 1]), (False, False, [0, 0])]
)
def test_a_loss_is_counted_only_where_there_was_something_to_lose(was_there, lost, counted):
    assert seen(was_there=was_there, lost=lost).loss.tolist() == counted


def test_nothing_is_learnt_from_a_figure_that_is_not_there():
    for happened in itertools.product((False, True), repeat=5):
        assert totals(seen(1, *happened, present=False)) == [0.0] * 10


@QUICK
@given(positive_counts, positive_counts, positive_counts, positive_counts)
def test_without_evidence_the_fast_counts_only_fade_towards_the_prototype(yes, no, old_yes, old_no):
    before = WorkingModel(counts((yes, no)), counts((old_yes, old_no)))
    after = revise_(before, nothing_learnt, LEARNING)
    assert same(after.prototype, before.prototype)
    lent = anchor_(before.prototype, LEARNING)
    for old, new, to in zip(*jax.tree.map(np.asarray, (before.fast, after.fast, lent)), strict=True):
        assert np.allclose(new, old + LEARNING.fast_fade * (to - old), rtol=1e-5)
        assert (np.abs(to - new) <= np.abs(to - old) + 1e-5 * old).all()
        assert (new > 0).all()


@pytest.mark.parametrize("happening", ["comforted", "rebuffed", "frightened", "lost"])
def test_expectations_move_towards_what_happened(happening):
    before = WorkingModel(counts((20.0, 30.0)), counts((20.0, 30.0)))
    name = {"comforted": "comfort", "rebuffed": "rebuff", "frightened": "fright", "lost": "loss"}[happening]

    def expected(memory: Counts) -> float:
        found = getattr(expectation(memory), name)
        return float(found[1] if found.ndim else found)

    did, did_not = (revise_(before, seen(1, **{happening: yes}), LEARNING) for yes in (True, False))
    for after_yes, after_no, at_first in zip(did, did_not, before, strict=True):
        assert expected(after_no) < expected(at_first) < expected(after_yes)
    # The memory of this figure moves more than that of figures in general.
    assert expected(did.fast) - expected(did_not.fast) > 10 * (expected(did.prototype) - expected(did_not.prototype))


def test_what_was_not_tried_is_not_forgotten_beyond_the_fade():
    before = WorkingModel(counts((20.0, 30.0)), counts((200.0, 300.0)))
    after = revise_(before, seen(1, comforted=True), LEARNING)
    assert np.allclose(expectation(after.fast).comfort[jnp.array([0, 2, 3])], 0.4, atol=1e-6)


@pytest.mark.parametrize("fade", [0.004, 0.05, 1.0])
def test_totals_stay_bounded_and_approach_the_limit_of_the_fade(fade):
    learning = LEARNING._replace(fast_fade=fade, slow_gain=0.0)
    start = unformed((), learning)
    lent = float(anchor(start.prototype, learning).fright.sum())

    @jax.jit
    def lives(start):
        def go_on(model, _):
            model = revise(model, seen(1, comforted=True), learning)
            return model, model.fast.fright.sum()

        return jax.lax.scan(go_on, start, length=3000)

    end, history = lives(start)
    limit = lent + 1 / fade
    assert history.max() <= limit * (1 + 1e-4)
    assert history[-1] == near(limit, 1e-3)
    assert (jnp.diff(history) >= -1e-4 * limit).all()
    assert end.fast.comfort[:, 1].sum() == near(limit, 1e-3)
    assert end.fast.comfort[:, 2].sum() == near(lent, 1e-3)  # a signal never sent keeps what the prototype lends


def test_with_a_learning_prototype_totals_stay_below_kappa_and_the_fade():
    start = unformed((), LEARNING)

    @jax.jit
    def lives(start):
        return jax.lax.scan(lambda model, _: (revise(model, seen(1), LEARNING), None), start, length=5000)[0]

    end = lives(start)
    assert max(totals(end.fast)) < LEARNING.kappa + 1 / LEARNING.fast_fade
    assert end.prototype.fright.sum() == near(LEARNING.prior_total + 5000 * LEARNING.slow_gain, 1e-3)


@pytest.mark.parametrize("parts", [2, 6])
def test_the_parts_of_an_exchange_teach_as_much_as_a_whole_one(parts):
    before = WorkingModel(counts((20.0, 30.0)), counts((200.0, 300.0)))
    whole = revise_(before, seen(1, comforted=True), LEARNING)
    model = before
    for _ in range(parts):
        model = revise_(model, seen(1, comforted=True), LEARNING, 1 / parts)
    # What came in early has faded a little by the end: half of the fade, of one count, at most.
    for one, other in zip(jax.tree.leaves(whole), jax.tree.leaves(model), strict=True):
        assert np.allclose(one, other, atol=LEARNING.fast_fade)
    assert same(revise_(before, seen(1, comforted=True), LEARNING, 0.0), before)


def test_each_person_may_live_through_a_part_of_its_own():
    one = WorkingModel(counts((20.0, 30.0)), counts((200.0, 300.0)))
    both = jax.tree.map(lambda leaf: np.stack([leaf, leaf], axis=-1), one)
    new = evidence_(np.array([1, 1]), *[np.array([True, True])] * 6)
    apart = revise_(both, new, LEARNING, np.array([0.25, 1.0], np.float32))
    for index, extent in enumerate((0.25, 1.0)):
        alone = revise_(one, seen(1, *[True] * 6), LEARNING, extent)
        for leaf, among in zip(jax.tree.leaves(alone), jax.tree.leaves(apart), strict=True):
            assert np.allclose(leaf, among[..., index], rtol=1e-6)


def test_double_precision_stays_double_and_single_stays_single():
    with jax.enable_x64(True):
        single = unformed((2,), LEARNING)
        double = jax.tree.map(lambda leaf: leaf.astype(jnp.float64), single)
        for model, kind in ((single, jnp.float32), (double, jnp.float64)):
            new = evidence_(np.array([1, 2]), *[np.array([True, False])] * 6)
            assert {leaf.dtype for leaf in jax.tree.leaves(revise_(model, new, LEARNING))} == {jnp.dtype(kind)}
