"""Every part of a plan has words; what a form sends comes back on the form, and nothing written is lost on the way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bowlby.companion import plan_parts
from bowlby.diary.safety_plan import CONTACTS, PARTS, Contact, SafetyPlan


def fields(asked: list[plan_parts.Asked]) -> dict[str, str]:
    """What a browser would send of the form as it stands; lines end as browsers end them."""
    sent: dict[str, str] = {}
    for part in asked:
        for n, one in enumerate(part.rows):
            sent |= {f"{part.name}-name-{n}": one.name, f"{part.name}-number-{n}": one.number}
        if not part.rows:
            sent[part.name] = part.text.replace("\n", "\r\n")
    return sent


lines = st.text("ab ä\n", max_size=8).map(str.strip)
contacts = st.builds(Contact, lines.filter(bool), lines)
plans = st.builds(
    SafetyPlan,
    st.dictionaries(st.sampled_from([part for part in PARTS if part not in CONTACTS]), lines.filter(bool)),
    st.dictionaries(st.sampled_from(CONTACTS), st.lists(contacts, min_size=1, max_size=14).map(tuple)),
)


@given(plans)
def test_the_form_sends_what_it_shows(plan: SafetyPlan):
    assert plan_parts.from_form(fields(plan_parts.asked(plan))) == plan


def test_every_part_has_words_of_its_own():
    assert list(plan_parts.PART_WORDS) == list(PARTS)
    assert len({words.heading for words in plan_parts.PART_WORDS.values()}) == len(PARTS)


def test_there_is_room_for_another_contact():
    rows = {part.name: part.rows for part in plan_parts.asked(SafetyPlan({}, {"people": (Contact("Kim"),) * 3}))}
    assert len(rows["people"]) == 3 + plan_parts.ROOM
    assert len(rows["lines"]) == plan_parts.ROOM


def test_only_what_is_filled_in_is_shown():
    shown = plan_parts.shown(SafetyPlan({"reason": "the cat"}, {"people": (Contact("Kim", "112"),)}))
    assert [part.heading for part in shown] == ["Whom I can ask for help", "My reason to go on"]
    assert plan_parts.shown(SafetyPlan()) == []


def test_what_is_too_long_is_named_by_its_part():
    long = "x" * (plan_parts.MOST_TEXT + 1)
    assert "My reason to go on" in plan_parts.too_long(SafetyPlan({"reason": long}))
    assert "name or number" in plan_parts.too_long(SafetyPlan({}, {"lines": (Contact("Kim", long),)}))
    assert plan_parts.too_long(SafetyPlan({"reason": long[1:]})) == ""
