"""Looks over the months: a number only where a month holds enough, with interval and count, and all three scales."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from bowlby.companion import months, state_checks, state_trend, trend
from bowlby.companion.state_checks import Look

START = datetime(2026, 1, 1, 12, tzinfo=UTC)


def looks(counts: tuple[int, ...], levels: tuple[int, ...], *, also: bool = True) -> list[Look]:
    """Looks of some months; the first three sentences stand at a level, the others at its mirror where answered."""
    found = []
    for month, (count, level) in enumerate(zip(counts, levels, strict=True), 1):
        for n in range(count):
            answers = {"felt_close": level + n % 2, "felt_sure": level, "felt_free": level}
            if also:
                answers |= {"mattered": 10 - level, "waiting": 9 - level, "kept_in": 10 - level, "rather_alone": 10}
            at = START.replace(month=month) + timedelta(hours=7 * n)
            found.append(Look(f"now {at}", at, len(answers), state_checks.means(answers)))
    return found


def test_without_looks_there_is_nothing():
    assert state_trend.rows([]) == []
    assert state_trend.trends([]) == []


def test_all_three_scales_are_followed_and_a_clear_change_is_said_with_its_counts():
    found = state_trend.rows(looks((22, 12), (3, 7))[::-1])
    assert [row["what"] for row in found] == ["state-security", "state-anxiety", "state-avoidance"]
    security, anxiety, _avoidance = state_trend.trends(found)
    assert security.title == "Held and free"
    assert security.sentence.startswith("In February 2026 it was higher than before, by 4.0 (probably ")
    assert "From 12 records against 22 before." in security.sentence
    assert "lower than before, by 4.0" in anxiety.sentence
    assert [(point.mean, point.count) for point in security.points] == [("3.2", "22"), ("7.2", "12")]
    assert security.points[0].middle > security.points[1].middle
    for point in security.points:
        assert trend.EDGE <= point.high <= point.middle <= point.low <= trend.HEIGHT - trend.EDGE


def test_too_few_get_no_number_and_are_said():
    found = state_trend.rows(looks((4, 7), (3, 7)))
    assert state_trend.trends(found) == []
    assert months.missing(found)[0] == "Held and free: 3 more needed"


def test_what_was_left_open_has_no_row():
    assert [row["what"] for row in state_trend.rows(looks((11,), (3,), also=False))] == ["state-security"]


@pytest.mark.parametrize("counts", [(10,), (40, 10)])
def test_a_month_below_ten_is_left_out(counts: tuple[int, ...]):
    found = state_trend.trends(state_trend.rows(looks((*counts, 9), (5,) * (len(counts) + 1))))
    assert [point.count for point in found[0].points] == [str(n) for n in counts]


def test_nothing_heavy_is_loaded_before_a_month_holds_enough():
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from bowlby.companion import state_trend; from companion.test_state_trend import looks\n"
        "assert state_trend.rows(looks((9,), (5,)))\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & {"jax", "numpyro", "scipy", "pandas"} == set()
