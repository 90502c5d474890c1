"""The words on change: nothing without enough records, and always the interval and the counts."""

from __future__ import annotations

from typing import Any

import pytest

from bowlby.companion import months
from bowlby.names import SIGNALS
from companion.test_reading import FORBIDDEN
from companion.visits import made_up_result, too_little_result


def rows() -> list[dict[str, Any]]:
    return made_up_result()["change"]


def test_a_clear_difference_is_said_with_interval_and_counts():
    alarm, reach = months.followed(rows())
    assert alarm.sentence == (
        "In April 2026 it was lower than before, by 1.3 (probably 0.6 to 2.0). From 21 records against 63 before."
    )
    assert alarm.more == ""
    assert reach.sentence.startswith("In April 2026 it was higher than before, by 6 (probably 5 to 7).")
    assert reach.title == "What you did: Reached out"


def test_what_spans_zero_is_no_difference():
    row = rows()[0]
    row["latest"] |= {"difference": -0.3, "low": -1.0, "high": 0.4}
    (one,) = months.followed([row])
    assert one.sentence.startswith(
        "April 2026 is not clearly different from the months before: between 1.0 lower and 0.4"
    )
    assert one.more.startswith("Roughly")
    assert months.clear([row]) == []


def test_too_few_get_no_number_but_what_is_needed():
    few = too_little_result()["change"]
    assert months.followed(few) == []
    assert months.missing(few) == ["The alarm at moments you wrote down: 7 more needed"]
    row = rows()[0]
    row["latest"] |= dict.fromkeys(("difference", "low", "high")) | {"enough": False, "needed": 9}
    assert months.followed([row])[0].sentence == "Too early to say what changed: 9 more needed."


def test_the_newest_month_stands_first_in_its_table():
    table = months.followed(rows())[0].months
    assert [(row.label, row.mean, row.interval, row.count) for row in table] == [
        ("Apr 2026", "3.1", "2.6 to 3.6", "21"),
        ("Mar 2026", "4.4", "3.9 to 4.9", "63"),
    ]


@pytest.mark.parametrize("what", [*months.TITLES, *SIGNALS])
def test_everything_that_is_followed_has_words(what: str):
    title, words = months.title_of(what)
    assert title
    assert words
    assert not FORBIDDEN.search(title + words)
