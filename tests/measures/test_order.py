"""The order of the items and their direction, held against made-up answers of a known order."""

from __future__ import annotations

import numpy as np
import pytest

from bowlby.errors import BowlbyError
from bowlby.measures.instruments import instruments, known
from bowlby.measures.order import Chosen, choose_order
from measures.made_answers import columns_of, first_order, made

REVISED = known("ecr-r")
INTERLEAVED = REVISED.orders["interleaved"]


def chosen(answers: np.ndarray, name: str = "ecr-r", **wishes: object) -> Chosen:
    instrument, order = first_order(name)
    return choose_order(answers, columns_of(order), instrument, instrument.orders, **wishes)  # type: ignore[arg-type]


def turned(answers: np.ndarray, order_name: str, instrument: str = "ecr-r") -> np.ndarray:
    """Answers with the reversed items of an order stored turned round."""
    order = known(instrument).orders[order_name]
    items = [item for scale in order.scales for item in scale.reversed]
    return np.where(np.isin(order.items, items), 8 - answers, answers)


@pytest.mark.parametrize("name", ["author", "interleaved"])
@pytest.mark.parametrize("noise", [0.5, 1.5])
def test_auto_finds_the_order(name: str, noise: float):
    found = chosen(made(REVISED.orders[name], 120, noise=noise))
    assert found.order == REVISED.orders[name]
    assert f"{name} order, found in the answers" in found.how
    assert found.warnings == ()


def test_the_wrong_order_is_refused():
    answers = made(INTERLEAVED, 120)
    with pytest.raises(BowlbyError, match=r"fit the interleaved order of ecr-r, not the author order .*--order inter"):
        chosen(answers, asked="author")
    assert "as asked for; the answers agree" in chosen(answers, asked="interleaved").how


def test_the_key_of_1998_on_answers_to_the_revision_is_refused():
    with pytest.raises(BowlbyError, match=r"fit the key of ecr-r \(in interleaved order\), not that of ecr"):
        chosen(made(INTERLEAVED, 120), "ecr")
    with pytest.raises(BowlbyError, match="fit the key of ecr, not that of ecr-r"):
        chosen(made(first_order("ecr")[1], 120), "ecr-r")


@pytest.mark.parametrize("name", [one.name for one in instruments().values() if len(one.orders) == 1])
def test_answers_that_fit_pass_without_a_word(name: str):
    _, order = first_order(name)
    found = chosen(made(order, 300), name)
    assert found.order == order
    if name != "rsq":  # one of its items belongs to two scales in opposite directions
        assert found.warnings == ()


@pytest.mark.parametrize(
    ("name", "order"), [("ecr", "published"), ("ecr-r", "author"), ("ecr-r", "interleaved"), ("aas-r", "published")]
)
def test_items_turned_round_twice_are_refused(name: str, order: str):
    answers = turned(made(known(name).orders[order], 150), order, name)
    with pytest.raises(BowlbyError, match=r"already reversed: .*--already-reversed"):
        chosen(answers, name)
    assert not chosen(answers, name, already_reversed=True).order.has_reversed


def test_a_scale_turned_round_is_named():
    answers = made(first_order("ecr")[1], 150)
    answers[:, 21] = 8 - answers[:, 21]
    with pytest.raises(BowlbyError, match="already reversed: anxiety 22 "):
        chosen(answers, "ecr")


def test_answers_as_given_are_not_taken_for_turned_ones():
    with pytest.raises(BowlbyError, match=r"stored as they were answered: .*leave --already-reversed out"):
        chosen(made(INTERLEAVED, 150), already_reversed=True)


def test_one_item_turned_round_is_told():
    answers = made(INTERLEAVED, 150)
    answers[:, 3] = 8 - answers[:, 3]
    (told,) = chosen(answers).warnings
    assert told.startswith("item 4 runs against its scale anxiety (item-rest correlation -0.")


def test_two_items_that_changed_places_are_told():
    answers = made(INTERLEAVED, 200, noise=0.7)
    answers[:, [3, 6]] = answers[:, [6, 3]]
    assert [line.split(":")[0] for line in chosen(answers).warnings] == [
        "item 4 goes with avoidance rather than with its scale anxiety",
        "item 7 goes with anxiety rather than with its scale avoidance",
    ]


def test_shuffled_columns_are_told_in_one_line():
    answers = made(first_order("ecr")[1], 300)[:, np.random.default_rng(3).permutation(36)]
    (told,) = chosen(answers, "ecr").warnings
    assert "are the columns those of this questionnaire, in this order?" in told


def test_shuffled_columns_are_not_taken_for_reversed_items():
    answers = made(first_order("ecr")[1], 300)
    chance, seen = np.random.default_rng(4), set()
    for _ in range(60):
        try:
            chosen(answers[:, chance.permutation(36)], "ecr")
        except BowlbyError as error:
            seen.add("already reversed" in str(error))
    assert seen == {False}


def test_noise_is_told():
    answers = np.random.default_rng(1).integers(1, 8, size=(300, 36)).astype(float)
    (told,) = chosen(answers, "ecr").warnings
    assert "hardly hang together" in told
    with pytest.raises(BowlbyError, match="do not tell in which order"):
        chosen(answers)


def test_an_item_that_never_varies_is_told():
    answers = made(INTERLEAVED, 150)
    answers[:, 8] = 4
    assert chosen(answers).warnings[0] == "everybody gives the same answer to item 9"


def test_few_people_are_not_judged():
    answers = made(INTERLEAVED, 20)
    with pytest.raises(BowlbyError, match=r"20 people are too few to tell .*--order author or --order interleaved"):
        chosen(answers)
    found = chosen(answers, asked="author")
    assert found.order.name == "author"
    assert "scored unchecked" in found.warnings[0]
    assert chosen(made(first_order("saam")[1], 20), "saam").warnings == ()


def test_an_order_that_is_not_there_is_refused():
    with pytest.raises(BowlbyError, match="choose one of auto, author"):
        chosen(made(INTERLEAVED, 60), asked="reverse")


def test_missing_answers_do_not_hide_the_order():
    answers = made(INTERLEAVED, 300)
    answers[np.random.default_rng(2).random(answers.shape) < 0.2] = np.nan
    assert chosen(answers).order.name == "interleaved"
