"""What goes through the worker's pipe is the diary, whole and unchanged."""

from __future__ import annotations

import json

from bowlby.companion.fits import Fit, packed
from bowlby.companion.worker import unpacked
from bowlby.diary.records import Care, Diary
from companion.visits import START, small_diary


def test_the_diary_survives_the_pipe():
    diary = Diary(
        *(getattr(small_diary(), kind) for kind in ("moments", "checkins")), care=(Care(at=START, minutes=3.5),)
    )
    assert unpacked(json.loads(json.dumps(packed(diary)))) == diary


def test_a_fit_runs_until_it_is_done_or_has_failed():
    fit = Fit("x")
    assert fit.running
    fit.error = "no"
    assert not fit.running
    assert not Fit("x", done=True).running


def test_cancelling_before_it_began_is_harmless():
    Fit("x").cancel()
