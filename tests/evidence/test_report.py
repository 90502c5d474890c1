"""Verdicts from hand-made cases, rows with the keys of the contract, and the same rows for the same seed."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from bowlby.errors import BowlbyError
from bowlby.evidence import report
from bowlby.evidence.claims import Benchmark
from bowlby.evidence.estimates import Estimate, untold
from bowlby.evidence.roster import ROSTER
from bowlby.evidence.samples import Samples
from evidence.made import BLOCK, SHORT, TINY, tiny

FACTS: dict[str, Any] = {
    "name": "x",
    "about": "a",
    "n": "9",
    "source": "s",
    "role": "report",
    "verified": "abstract read",
}
OURS = Estimate(0.30, 0.20, 0.40, 100)
UNSURE = Estimate(0.05, -0.10, 0.20, 100)


def row(direction: str = "+", **facts) -> Benchmark:
    whole: dict[str, Any] = FACTS | {"direction": direction} | facts
    return Benchmark(**whole)


@pytest.mark.parametrize(
    ("found", "benchmark", "wanted"),
    [
        (OURS, row(value=0.45, ci=(0.35, 0.55)), "reproduced"),
        (OURS, row(value=0.5, ci=(0.4, 0.6)), "reproduced"),
        (OURS, row(value=0.5, ci=(0.41, 0.6)), "missed"),
        (OURS, row(value=0.1, ci=(0.0, 0.19)), "missed"),
        (OURS, row(value=0.25), "reproduced"),
        (OURS, row(value=0.41), "missed"),
        (OURS, row(words="0–1", ci=(0.0, 1.0)), "reproduced"),
        (OURS, row(words="1–2", ci=(1.0, 2.0)), "missed"),
        (OURS, row(words="more"), "direction only (right)"),
        (OURS, row("-", words="less"), "direction only (wrong)"),
        (UNSURE, row(words="more"), "direction only (right, within chance)"),
        (UNSURE, row("-", words="less"), "direction only (wrong, within chance)"),
        (UNSURE, row("not +", words="not more"), "direction only (right)"),
        (OURS, row("not +", words="not more"), "direction only (wrong)"),
        (OURS, None, "no benchmark"),
        (OURS, row(value=0.3, ci=(0.2, 0.4), verified="recalled, check before citing"), "no benchmark"),
        (OURS, row(words="more", verified="recalled, check before citing"), "no benchmark"),
        (untold(3), row(value=0.3, ci=(0.2, 0.4)), "missed"),
        (untold(3), row(words="more"), "direction only (wrong, too few to tell)"),
        (untold(3), None, "no benchmark"),
    ],
)
def test_verdicts(found: Estimate, benchmark: Benchmark | None, wanted: str):
    assert report.verdict(found, benchmark) == wanted


def test_rows_have_the_keys_of_the_contract_and_nothing_that_json_cannot_hold():
    rows = report.report(tiny())
    assert len(rows) == sum(len(each.statistics) for each in ROSTER)
    for each in rows:
        assert tuple(each) == report.KEYS
        numbers = [each[name] for name in ("value", "ci_low", "ci_high")]
        assert all(number is None or math.isfinite(number) for number in numbers)
        assert None in numbers or numbers[1] <= numbers[2]
        assert each["verdict"].split(" (")[0] in {"reproduced", "missed", "direction only", "no benchmark"}
        assert each["role"] in {"calibrate", "report"}
        assert 0 <= each["n"] <= TINY
        assert each["seconds"] >= 0
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    assert sum(each["value"] is not None for each in rows) > 0.8 * len(rows)


def test_a_verdict_follows_from_what_its_row_shows():
    for each in report.report(tiny(), "C01"):
        if isinstance(each["published"], float) and each["value"] is not None:
            low, high = each["published_ci"] or (each["published"], each["published"])
            overlap = each["ci_low"] <= high and low <= each["ci_high"]
            assert each["verdict"] == ("reproduced" if overlap else "missed")


def test_the_same_seed_gives_the_same_rows():
    def numbers(samples: Samples) -> list[dict]:
        return [each | {"seconds": 0} for each in report.report(samples, "C05")]

    again = Samples(TINY, 1, parameters=SHORT, block=BLOCK)
    assert numbers(tiny()) == numbers(again)
    assert numbers(tiny()) != numbers(tiny(2))


def test_one_claim_asks_for_its_own_rows_and_worlds_only():
    rows = report.report(tiny(), "C17")
    assert {each["claim_id"] for each in rows} == {"C17"}
    assert {each["experiment"] for each in rows} == {"exploring"}
    assert report.ways_of_care(report.chosen("C17")) == ((),)
    assert len(report.ways_of_care(report.chosen("C01"))) == 5


def test_each_experiment_is_told_and_its_picture_written(tmp_path: Path):
    told: list[str] = []
    report.report(tiny(), "C10", told.append)
    assert set(told) == {"separation"}
    (path,) = report.draw(tiny(), tmp_path, "C10")
    assert path.name == "separation.svg"
    assert path.read_text("utf-8").startswith("<svg")
    with pytest.raises(BowlbyError, match="cannot be written"):
        report.draw(tiny(), tmp_path / "gone", "C10")
