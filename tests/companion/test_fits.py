"""What goes through the worker's pipe is the diary, whole and unchanged."""

from __future__ import annotations

import json

from bowlby.companion.fits import packed
from bowlby.companion.worker import unpacked
from bowlby.diary.records import Care, Diary
from companion.visits import START, small_diary


def test_the_diary_survives_the_pipe():
    diary = Diary(
        *(getattr(small_diary(), kind) for kind in ("moments", "checkins")), care=(Care(at=START, minutes=3.5),)
    )
    assert unpacked(json.loads(json.dumps(packed(diary)))) == diary
