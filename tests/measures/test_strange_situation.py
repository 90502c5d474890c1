"""Coding and classes: rules on made-up records, bounds, and blindness to everything that cannot be seen."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from bowlby.measures.strange_situation import (
    CLASSES,
    RATED,
    TOP,
    A,
    B,
    C,
    D,
    Scales,
    classify,
    code,
    dimensions,
    score,
)
from bowlby.parameters import load_parameters
from bowlby.worlds.trajectory import HIDDEN, Trajectory

PARAMETERS = load_parameters()
RULES, ROOM = PARAMETERS.coding, PARAMETERS.room
LENGTHS = (6, 36, 36, 36, 36, 36, 36, 36)
EPISODE = np.repeat(np.arange(1, 9), LENGTHS)
TICKS = len(EPISODE)
CARER_IN = np.isin(EPISODE, (1, 2, 3, 5, 8))
CHAIR = (ROOM.chair_x, ROOM.chair_y)
HOLD, REACH, PLEA, PROTEST = range(4)

scored = jax.jit(lambda record: score(record, PARAMETERS))
coded = jax.jit(lambda record, people, coder: code(record, people, PARAMETERS, seed=5, coder=coder))


def record(**changes: Any) -> Trajectory:
    """One infant that plays quietly with its carer in the chair, but for what is changed."""
    quiet = np.zeros(TICKS, bool)
    fields = {
        "tick": np.arange(TICKS),
        "seconds": 5.0 * np.arange(TICKS),
        "episode": EPISODE,
        "infant_x": np.full(TICKS, ROOM.toys_x),
        "infant_y": np.full(TICKS, ROOM.toys_y),
        "carer_x": np.where(CARER_IN, CHAIR[0], np.nan),
        "carer_y": np.where(CARER_IN, CHAIR[1], np.nan),
        "stranger_x": np.full(TICKS, np.nan),
        "stranger_y": np.full(TICKS, np.nan),
        "signal": np.zeros(TICKS, int),
        "answer": np.zeros(TICKS, int),
        "alarm": np.zeros(TICKS),
        "expected_loss": np.zeros(TICKS),
    }
    rest = {name: quiet for name in Trajectory._fields if name not in fields}
    return Trajectory(**{name: jnp.asarray(value)[:, None] for name, value in (fields | rest | changes).items()})


def ticks_of(episode: int, start: int = 0, stop: int = 36) -> np.ndarray:
    """True in ticks start..stop-1 of an episode."""
    first = int(np.flatnonzero(episode == EPISODE)[0])
    return (np.arange(TICKS) >= first + start) & (np.arange(TICKS) < first + stop)


def approach(episode: int, start: int, *, kept: int = 0) -> dict[str, Any]:
    """The infant goes to the carer's chair from a tick on, within three ticks, and is held for `kept` ticks."""
    begins = int(np.flatnonzero(ticks_of(episode, start))[0])
    share = np.clip((np.arange(TICKS) - begins + 1) / 3, 0, 1) * ticks_of(episode)
    held = ticks_of(episode, start + 3, start + 3 + kept)
    return {
        "infant_x": ROOM.toys_x + share * (CHAIR[0] - ROOM.toys_x),
        "infant_y": ROOM.toys_y + share * (CHAIR[1] - ROOM.toys_y),
        "signal": np.where(ticks_of(episode, start, start + 3 + kept), REACH, HOLD),
        "in_contact": held,
    }


def scale(name: str, reunion: int = 0, **changes: Any) -> float:
    points = np.asarray(getattr(scored(record(**changes)), name))
    return float(points[reunion, 0] if points.ndim > 1 else points[0])


def random_records(many: int = 300) -> Trajectory:
    """Records of infants that do anything at all, within the room."""
    chance = np.random.default_rng(8)
    shape = (TICKS, many)
    often = chance.uniform(0, 1, many)

    def now_and_then() -> np.ndarray:
        return chance.uniform(size=shape) < often

    carer_in = CARER_IN[:, None]
    whole = {
        "tick": np.broadcast_to(np.arange(TICKS)[:, None], shape),
        "seconds": np.broadcast_to(5.0 * np.arange(TICKS)[:, None], shape),
        "episode": np.broadcast_to(EPISODE[:, None], shape),
        "signal": chance.integers(0, 4, shape) * now_and_then(),
        "answer": chance.integers(0, 3, shape),
    }
    for who in ("infant", "carer", "stranger"):
        inside = carer_in if who == "carer" else True
        whole[f"{who}_x"] = np.where(inside, chance.uniform(0, ROOM.width, shape), np.nan)
        whole[f"{who}_y"] = np.where(inside, chance.uniform(0, ROOM.depth, shape), np.nan)
    for name in HIDDEN:
        whole[name] = chance.uniform(size=shape)
    flags = {name: now_and_then() for name in Trajectory._fields if name not in whole}
    return Trajectory(**{name: jnp.asarray(value) for name, value in (whole | flags).items()})


RANDOM = random_records()
MANY = jnp.arange(RANDOM.alarm.shape[1], dtype=jnp.uint32)


# --- scales ----------------------------------------------------------------------------------------------


def test_a_prompt_full_approach_and_kept_contact_earn_a_seven():
    assert scale("proximity", **approach(5, 1, kept=32)) == 7


def test_a_first_approach_after_thirty_seconds_bars_a_seven():
    assert scale("proximity", **approach(5, 4, kept=28)) == 7
    assert 4 < scale("proximity", **approach(5, 6, kept=28)) <= 6


def test_contact_of_fifteen_seconds_or_less_bars_a_seven():
    assert scale("proximity", **approach(5, 1, kept=3)) <= 6
    assert scale("proximity", **approach(5, 1, kept=4)) > scale("proximity", **approach(5, 1, kept=3)) + 0.9


def test_an_infant_that_is_fetched_has_not_approached():
    fetched = ticks_of(5, 1, 33)
    came: dict[str, Any] = {
        "carer_x": np.where(fetched, ROOM.toys_x, np.where(CARER_IN, CHAIR[0], np.nan)),
        "carer_y": np.where(fetched, ROOM.toys_y, np.where(CARER_IN, CHAIR[1], np.nan)),
        "in_contact": fetched,
        "signal": np.where(fetched, REACH, HOLD),
    }
    assert scale("proximity", **came) <= 4


def test_no_bid_and_no_approach_earn_a_one():
    assert scale("proximity") == 1
    assert scale("proximity", reunion=1, **approach(5, 1, kept=32)) == 1


def test_contact_counts_where_it_is_held_on_to():
    held = ticks_of(8)
    assert scale("contact", 1, in_contact=held, signal=np.where(held, REACH, HOLD)) == 7
    assert scale("contact", 1, in_contact=held) == 1
    some = ticks_of(8, 0, 12)
    assert 1 < scale("contact", 1, in_contact=some, signal=np.where(some, REACH, HOLD)) < 7


def test_resistance_is_protest_and_half_of_it_crying_in_arms():
    angry = np.where(ticks_of(5, 0, 6), PROTEST, HOLD)
    upset: dict[str, Any] = {"signal": np.where(ticks_of(5, 0, 12), PLEA, HOLD), "crying": ticks_of(5, 0, 12)}
    assert scale("resistance", signal=angry) == pytest.approx(1 + 6 * (6 / 36) / RULES.protest_full)
    assert scale("resistance", **upset) == 1
    in_arms = scale("resistance", in_contact=ticks_of(5, 0, 12), **upset)
    assert in_arms == pytest.approx(scale("resistance", signal=angry))


def test_avoidance_is_turning_away_from_the_greeting():
    assert scale("avoidance") == 7
    assert scale("avoidance", looking=ticks_of(5)) == 1
    assert scale("avoidance", signal=np.where(ticks_of(5), REACH, HOLD)) == 1
    assert scale("avoidance", looking=ticks_of(5, 0, 12)) == 1, "a settled child may turn back to its toys"
    assert 1 < scale("avoidance", looking=ticks_of(5, 0, 6)) < 7


def test_distance_interaction_is_looking_across_the_room_without_distress():
    assert scale("distance_interaction", looking=ticks_of(5)) == 7
    assert scale("distance_interaction", looking=ticks_of(5), crying=ticks_of(5)) == 1
    beside: dict[str, Any] = {"infant_x": np.full(TICKS, CHAIR[0]), "infant_y": np.full(TICKS, CHAIR[1])}
    assert scale("distance_interaction", looking=ticks_of(5), **beside) == 1


def test_search_is_at_the_door_in_separations():
    apart, together = np.isin(EPISODE, (4, 6, 7)), np.isin(EPISODE, (2, 5))
    for when, points in ((apart, 7), (together, 1)):
        at_door: dict[str, Any] = {
            "infant_x": np.where(when, ROOM.door_x, ROOM.toys_x),
            "infant_y": np.where(when, ROOM.door_y, ROOM.toys_y),
        }
        assert scale("search", **at_door) == points
    assert scale("search", held_by_stranger=apart, infant_x=np.where(apart, ROOM.door_x, ROOM.toys_x)) == 1


def test_stillness_and_broken_approaches_are_signs_of_conflict():
    assert scale("disorganisation") == 1
    assert scale("disorganisation", still=ticks_of(5) | ticks_of(8)) == 9
    assert scale("disorganisation", still=ticks_of(6)) == 1
    shuttles = np.arange(TICKS) % 2 * ticks_of(5)
    back_and_forth: dict[str, Any] = {"infant_x": ROOM.toys_x + 0.7 * shuttles}
    assert scale("disorganisation", **back_and_forth) > 6
    assert scale("disorganisation", **approach(5, 1)) == 1


def test_crying_is_counted_in_intervals_of_fifteen_seconds():
    assert scale("crying") == 0
    assert scale("crying", crying=ticks_of(5)) == 1
    assert scale("crying", crying=ticks_of(5, 0, 1) | ticks_of(5, 2, 3)) == pytest.approx(1 / 12)
    assert scale("crying", crying=ticks_of(5, 0, 1) | ticks_of(5, 3, 4)) == pytest.approx(2 / 12)
    assert scale("crying_separated", crying=ticks_of(6)) == pytest.approx(1 / 3)


def test_exploration_is_play_in_the_second_episode():
    assert scale("exploration", exploring=ticks_of(2, 0, 9) | ticks_of(5)) == 0.25


def test_scales_stay_in_their_bounds_whatever_is_done():
    for scales in (scored(RANDOM), coded(RANDOM, MANY, 0)):
        for name in RATED:
            points = np.asarray(getattr(scales, name))
            assert points.min() >= 1
            assert points.max() <= TOP[name]
            assert points.std() > 0
        for name in ("crying", "crying_separated", "exploration"):
            shares = np.asarray(getattr(scales, name))
            assert shares.min() >= 0
            assert shares.max() <= 1


def test_ticks_after_the_end_do_not_count():
    over = (jnp.arange(TICKS) >= TICKS - 9)[:, None]
    ended = RANDOM._replace(episode=jnp.where(over, 9, RANDOM.episode))
    stirred = Trajectory(*(jnp.where(over, field[::-1], field) for field in ended))._replace(
        tick=ended.tick, seconds=ended.seconds, episode=ended.episode
    )
    for one, two in zip(scored(ended), scored(stirred), strict=True):
        np.testing.assert_array_equal(one, two)


# --- blindness and coder error ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_hidden_changes_nothing(name: str):
    shuffled = RANDOM._replace(**{name: getattr(RANDOM, name)[::-1, ::-1]})
    before, after = coded(RANDOM, MANY, 0), coded(shuffled, MANY, 0)
    for one, two in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, two)


def test_what_is_seen_is_all_that_is_read():
    visible = {name: getattr(RANDOM, name) for name in Trajectory._fields if name not in HIDDEN}
    seen = type("Seen", (), visible)
    shapes = jax.eval_shape(lambda: code(seen, MANY, PARAMETERS))  # pyright: ignore[reportArgumentType]
    assert shapes.proximity.shape == (2, len(MANY))


def test_points_are_halves_near_what_the_rules_give():
    fair, rated = scored(RANDOM), coded(RANDOM, MANY, 0)
    for name in RATED:
        points = np.asarray(getattr(rated, name))
        assert (2 * points == np.round(2 * points)).all()
        assert 0 < np.abs(points - np.asarray(getattr(fair, name))).mean() < 2 * RULES.coder_spread


def test_two_coders_err_each_for_themselves_and_agree_well():
    first, again, second = (np.asarray(coded(RANDOM, MANY, number).resistance) for number in (0, 0, 1))
    assert (first == again).all()
    assert (np.abs(first - second) <= 1).mean() > 0.5
    assert (first != second).mean() > 0.2
    assert np.corrcoef(first.ravel(), second.ravel())[0, 1] > 0.6


def test_an_infant_is_coded_alike_in_any_company():
    turned = Trajectory(*(field[:, ::-1] for field in RANDOM))
    for one, two in zip(coded(turned, MANY[::-1], 0), coded(RANDOM, MANY, 0), strict=True):
        np.testing.assert_array_equal(np.asarray(one)[..., ::-1], two)


# --- classes and dimensions ------------------------------------------------------------------------------

WARM = {
    "proximity": 5.0,
    "contact": 5.0,
    "resistance": 1.5,
    "avoidance": 1.5,
    "distance_interaction": 3.0,
    "search": 3.0,
    "disorganisation": 2.0,
    "crying": 0.1,
    "crying_separated": 0.3,
    "exploration": 0.5,
}
PAIRS = ("proximity", "contact", "resistance", "avoidance", "distance_interaction", "crying")
COLD = {"avoidance": 6.0, "proximity": 2.0, "contact": 1.0}


def scales(**changes: float | tuple[float, float]) -> Scales:
    """One infant's scales; a single number stands for both reunions."""
    whole = WARM | changes
    return Scales(
        **{
            name: jnp.broadcast_to(jnp.array(whole[name], float)[..., None], (2, 1) if name in PAIRS else (1,))
            for name in WARM
        }
    )


@pytest.mark.parametrize(
    ("changes", "four", "three"),
    [
        ({}, B, B),
        (COLD, A, A),
        ({"resistance": 5.0, "crying": 0.8}, C, C),
        ({"disorganisation": 5.5}, D, B),
        ({"disorganisation": 5.0}, B, B),
        (COLD | {"disorganisation": 7.0}, D, A),
        ({"avoidance": 6.0}, B, B),
        (COLD | {"avoidance": 3.0}, B, B),
        (COLD | {"resistance": 3.0}, A, A),
        (COLD | {"avoidance": 4.0, "resistance": 6.0}, C, C),
        (COLD | {"avoidance": (1.0, 7.0)}, A, A),
        (COLD | {"avoidance": (7.0, 1.0)}, B, B),
    ],
)
def test_classes_go_by_the_declared_thresholds(changes: dict, four: int, three: int):
    classes = classify(scales(**changes), RULES)
    assert (int(classes.four[0]), int(classes.three[0])) == (four, three)


def test_the_letters_are_in_the_order_of_the_indices():
    assert [CLASSES[index] for index in (A, B, C, D)] == ["A", "B", "C", "D"]


def test_two_dimensions_stand_beside_the_class():
    sides = {name: dimensions(scales(**changes), RULES) for name, changes in {"warm": {}, "cold": COLD}.items()}
    assert sides["warm"].proximity_seeking > sides["cold"].proximity_seeking + 2
    assert sides["warm"].anger_resistance == sides["cold"].anger_resistance
    angry = dimensions(scales(resistance=6.0, crying=0.9), RULES)
    assert angry.anger_resistance > sides["warm"].anger_resistance + 2
    everyone = dimensions(coded(RANDOM, MANY, 0), RULES)
    for dimension in everyone:
        assert np.asarray(dimension).min() >= 1
        assert np.asarray(dimension).max() <= 7
