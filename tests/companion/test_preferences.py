"""Settings come back as they were kept, and nothing else counts as set."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bowlby.companion.preferences import (
    IDLE_MINUTES,
    USUAL_MINUTES,
    idle_minutes,
    keep_idle_minutes,
    keep_language,
    language_code,
)
from bowlby.companion.session import IDLE_SECONDS
from bowlby.diary.database import DiaryDatabase


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DiaryDatabase]:
    with DiaryDatabase.open(tmp_path, secrets.token_bytes(32)) as opened:
        yield opened


def test_nothing_set_is_the_usual(database: DiaryDatabase):
    assert idle_minutes(database) == USUAL_MINUTES == IDLE_SECONDS / 60
    assert language_code(database) == ""


def test_what_was_kept_comes_back(database: DiaryDatabase):
    for minutes in IDLE_MINUTES:
        keep_idle_minutes(database, minutes)
        assert idle_minutes(database) == minutes
    keep_language(database, "en")
    assert language_code(database) == "en"


@pytest.mark.parametrize("minutes", [0, 3, -1, 10**9, "5", 5.0, True, None, [5]])
def test_a_time_that_no_page_offers_is_not_taken(database: DiaryDatabase, minutes: Any):
    database.keep("settings", "locking", {"minutes": minutes})
    assert idle_minutes(database) == USUAL_MINUTES


@pytest.mark.parametrize("code", ["xx", "", None, 5, ["en"], "../en"])
def test_a_language_that_is_not_there_is_not_taken(database: DiaryDatabase, code: Any):
    database.keep("settings", "language", {"code": code})
    assert language_code(database) == ""
