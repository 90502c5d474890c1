"""The claims and their published rows: complete, cited, and in step with the experiments and the bibliography."""

from __future__ import annotations

import pytest

from bowlby.errors import BowlbyError
from bowlby.evidence.claims import DIRECTIONS, ROLES, benchmarks, claims, known
from bowlby.evidence.roster import ROSTER
from contracts.test_citations import bibliography

ROWS = [(claim.id, row) for claim in claims().values() for row in claim.benchmarks]


def test_all_claims_about_infants_are_there_in_order():
    assert list(claims()) == ["BASE", *(f"C{number:02d}" for number in range(1, 20))]


@pytest.mark.parametrize("name", claims())
def test_a_claim_has_experiments_or_says_why_not(name: str):
    claim = claims()[name]
    assert len(claim.claim) > 20
    assert claim.experiments or claim.left_out
    assert set(claim.experiments) == {each.name for each in ROSTER if name in each.claims}


@pytest.mark.parametrize(("claim", "row"), ROWS, ids=[row.name for _, row in ROWS])
def test_a_published_row_is_complete(claim: str, row):
    assert row.source in bibliography()
    assert row.doi == bibliography()[row.source].get("doi", "")
    assert row.role in ROLES
    assert row.direction in DIRECTIONS
    assert row.n
    assert row.verified
    assert (row.value is None) != (not row.words)
    if row.ci:
        assert row.ci[0] < row.ci[1]
        assert row.value is None or row.ci[0] < row.value < row.ci[1]
    assert any(s.benchmark == row.name and s.claim == claim for each in ROSTER for s in each.statistics)


def test_names_of_rows_are_unique():
    assert len(benchmarks()) == len(ROWS)


def test_eight_rows_are_for_calibration_and_the_recalled_ones_are_known():
    assert sum(row.role == "calibrate" for row in benchmarks().values()) == 8
    assert {name for name, row in benchmarks().items() if row.recalled} == {
        *("separation-distress", "high-resistance", "play-stress"),
    }


def test_a_claim_is_known_in_any_case_and_an_unknown_one_is_refused():
    assert known(" c08 ").id == "C08"
    with pytest.raises(BowlbyError, match=r"--claim C99: no such claim here; use one of BASE, C01, .*C19$"):
        known("C99")
