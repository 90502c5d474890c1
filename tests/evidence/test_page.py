"""The docs page on the evidence: its table holds every statistic there is, and its pictures exist."""

from __future__ import annotations

import re

from bowlby.evidence.claims import claims
from bowlby.evidence.roster import ROSTER
from contracts.tree import ROOT

TABLE = (ROOT / "docs" / "tables" / "evidence.md").read_text("utf-8")
PAGE = (ROOT / "docs" / "evidence.md").read_text("utf-8")


def test_the_table_holds_every_claim_and_every_statistic_and_no_other():
    assert re.findall(r"^### (\w+)$", TABLE, re.MULTILINE) == list(claims())
    shown = re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]+ \| \d+ \| [^|]+ \|$", TABLE, re.MULTILINE)
    assert sorted(shown) == sorted(one.words for each in ROSTER for one in each.statistics)


def test_what_is_left_out_is_said():
    for claim in claims().values():
        assert all(f"Left out: {why}" in TABLE for why in claim.left_out)


def test_the_table_was_made_at_full_size():
    assert TABLE.startswith("20,000 dyads, seed 1, ")


def test_its_pictures_are_there():
    pictures = re.findall(r"\{image\} (pictures/evidence-[\w-]+\.svg)", PAGE)
    assert len(pictures) == 3
    assert all((ROOT / "docs" / name).is_file() for name in pictures)
