"""One contract for every questionnaire, and the reading of a file of wording."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowlby.companion.words import SECURITY_WORDS
from bowlby.errors import BowlbyError
from bowlby.measures.instruments import Instrument, for_figures, instruments, known, order_of, read_wording
from bowlby.names import SECURITY_ITEMS
from contracts.test_citations import bibliography

PUBLISHED = {"ecr", "ecr-r", "ecr-rs", "ecr-12", "saam", "aas-r", "rq", "rsq"}
ALL = list(instruments().values())


@pytest.fixture(params=ALL, ids=lambda one: one.name)
def instrument(request: pytest.FixtureRequest) -> Instrument:
    return request.param


def test_the_roster_is_complete():
    assert set(instruments()) == PUBLISHED | {"state"}
    assert set(known("ecr-r").orders) == {"author", "interleaved"}
    assert known("ecr-rs").figures == ("mother", "father", "partner", "friend")


def test_facts_are_complete(instrument: Instrument):
    keys = bibliography()
    own = instrument.name == "state"
    assert own == (instrument.source == "declared") or instrument.source in keys
    assert instrument.missing.source in {*keys, "declared"}
    assert len(instrument.missing.why) > 20
    assert min(map(len, (instrument.title, instrument.about, instrument.licence, instrument.wording))) > 10
    assert len(instrument.checked) > 10
    assert instrument.low < instrument.high
    assert all(low < high != instrument.high for low, high in instrument.also)


def test_keys_are_consistent(instrument: Instrument):
    for order in instrument.orders.values():
        assert order.scales
        names = [scale.name for scale in order.scales] + [one.name for one in order.composites]
        assert len(set(names)) == len(names)
        for scale in order.scales:
            assert len(set(scale.items)) == len(scale.items) > 0
            assert set(scale.reversed) <= set(scale.items)
            assert set(scale.items) <= set(range(1, instrument.items + 1))
        for composite in order.composites:
            assert {*composite.plus, *composite.minus} <= set(names)
        assert len(order.names) in {0, instrument.items}


def test_every_item_counts_once_unless_the_questionnaire_says_otherwise(instrument: Instrument):
    for order in instrument.orders.values():
        counted = sum(len(scale.items) for scale in order.scales)
        wanted = {"ecr-12": 12, "rsq": 18}.get(instrument.name, instrument.items)
        assert counted == wanted


def test_only_the_projects_own_items_have_texts(instrument: Instrument):
    own = instrument.name == "state"
    assert instrument.validated is not own
    for order in instrument.orders.values():
        assert len(order.texts) == (instrument.items if own else 0)


def test_what_could_not_be_confirmed_says_so():
    assert {one.name for one in ALL if one.needs_check} == {"rsq", "state"}
    assert "not a validated scale" in known("state").about


def test_the_state_check_in_begins_with_the_items_of_a_check_in():
    order = known("state").orders["published"]
    assert order.names[:3] == SECURITY_ITEMS
    assert list(order.texts[:3]) == [SECURITY_WORDS[name].hint for name in SECURITY_ITEMS]


def test_the_facts_that_are_known_from_outside():
    ecr = known("ecr").orders["published"]
    reversed_items = {scale.name: scale.reversed for scale in ecr.scales}
    assert reversed_items == {"anxiety": (22,), "avoidance": (3, 15, 19, 25, 27, 29, 31, 33, 35)}
    short = known("ecr-12").orders["published"]
    by_name = {scale.name: scale for scale in ecr.scales}
    for scale in short.scales:
        assert set(scale.items) <= set(by_name[scale.name].items)
        assert set(scale.reversed) == set(scale.items) & set(by_name[scale.name].reversed)
    both = known("ecr-r").orders
    counts = [[(len(s.items), len(s.reversed)) for s in order.scales] for order in both.values()]
    assert counts == [[(18, 2), (18, 12)]] * 2


def test_an_unknown_name_is_refused_with_a_hint():
    with pytest.raises(BowlbyError, match="did you mean saam"):
        known("saan")
    with pytest.raises(BowlbyError, match=r"choose one of .*ecr-rs"):
        known("mmpi")
    with pytest.raises(BowlbyError, match="choose one of auto, author, interleaved"):
        order_of(known("ecr-r"), "mixed")


def test_figures_get_blocks_of_their_own():
    instrument = known("ecr-rs")
    order = for_figures(instrument.orders["published"], ("mother", "friend"), instrument.items)
    assert [scale.name for scale in order.scales][-1] == "friend_avoidance"
    assert order.scales[2].items == (16, 17, 18)
    assert order.scales[3].reversed == (10, 11, 12, 13)
    assert next((one.name, one.plus, one.mean) for one in order.composites) == (
        "anxiety",
        ("mother_anxiety", "friend_anxiety"),
        True,
    )


def test_how_many_items_are_needed():
    needed = {name: known(name).missing.needed for name in ("ecr", "rq", "state")}
    assert [needed["ecr"](18), needed["ecr"](3), needed["rq"](1), needed["state"](3), needed["state"](2)] == [
        14,
        3,
        1,
        2,
        2,
    ]


def test_wording_is_read(tmp_path: Path):
    path = tmp_path / "wording.csv"
    path.write_text("item;text\n2; A made-up sentence, with a comma.\n1;Another.\n", "utf-8")
    assert read_wording(path, known("rq")) == {2: "A made-up sentence, with a comma.", 1: "Another."}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("item,text\n5,Too many", "line 2, column item: not one of the items, which are 1 to 4"),
        ("item,text\n1,Once\n1,Twice", "line 3, column item: item 1 stands here a second time"),
        ("item,text\n1, ", "line 2, column text: item 1 has no text"),
        ("item,text\n1,a,b", "line 2: has 3 cells"),
        ("number,text\n1,a", "no column item"),
    ],
)
def test_faulty_wording_is_refused(tmp_path: Path, text: str, said: str):
    path = tmp_path / "wording.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(BowlbyError, match=said):
        read_wording(path, known("rq"))
