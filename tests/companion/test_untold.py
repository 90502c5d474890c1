"""A diary whose ratings tell nothing says why."""

from __future__ import annotations

import pytest

from bowlby.companion.reading import read
from companion.visits import made_up_result, too_little_result


@pytest.mark.parametrize(
    ("trouble", "words", "short"),
    [
        ("no-variation", "Every rating of the alarm is the same", "Every rating is the same so far."),
        ("not-converged", "did not come to rest", "Not told, since the calculation did not come to rest."),
        ("few-ratings", "", "Too few ratings so far to say."),
    ],
)
def test_why_nothing_is_told_is_told(trouble: str, words: str, short: str):
    told = too_little_result()
    told["diagnostics"] = told["diagnostics"] | {"trouble": trouble}
    reading = read(told)
    assert words in reading.trouble
    assert bool(reading.trouble) == bool(words)
    assert reading.headlines[0].words == short
    assert read(made_up_result()).trouble == ""
