from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bowlby.companion import state_checks
from bowlby.companion.words import SECURITY_WORDS
from bowlby.diary import vault
from bowlby.diary.database import DiaryDatabase
from bowlby.errors import BowlbyError
from bowlby.measures.instruments import known
from companion.visits import PASSPHRASE

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DiaryDatabase]:
    key, _ = vault.create(tmp_path / "diary", PASSPHRASE)
    with DiaryDatabase.open(tmp_path / "diary", key) as opened:
        yield opened


def test_the_sentences_are_those_of_the_instrument():
    instrument = known(state_checks.INSTRUMENT)
    order = next(iter(instrument.orders.values()))
    assert list(state_checks.SENTENCES) == list(order.names)
    assert tuple(state_checks.SENTENCES.values()) == order.texts
    assert list(state_checks.SCALES) == [scale.name for scale in order.scales]
    assert not instrument.validated
    assert {name: words.hint for name, words in SECURITY_WORDS.items()} == dict(
        list(state_checks.SENTENCES.items())[:3]
    )


def test_each_scale_is_the_mean_of_what_was_answered_when_that_is_enough():
    answers = {"felt_close": 2, "felt_sure": 5, "mattered": 9, "kept_in": 4, "rather_alone": 5}
    assert state_checks.means(answers) == {"security": 3.5, "anxiety": None, "avoidance": 4.5}


def test_looks_are_kept_and_the_latest_comes_first(database: DiaryDatabase):
    state_checks.keep(database, {"felt_close": "10", "waiting": ""}, NOW)
    state_checks.keep(database, {"kept_in": "0", "rather_alone": "1"}, NOW + timedelta(hours=1))
    latest, first = state_checks.looks(database)
    assert (latest.at, latest.answered, latest.means["avoidance"]) == (NOW + timedelta(hours=1), 2, 0.5)
    assert (first.answered, set(first.means.values())) == (1, {None})
    assert state_checks.count(database) == 2


def test_the_latest_are_the_latest_whatever_clock_they_were_written_by(database: DiaryDatabase):
    for hours in range(12):
        east = timezone(timedelta(hours=9 if hours % 2 else -9))
        state_checks.keep(database, {"felt_close": str(hours % 10)}, (NOW + timedelta(hours=hours)).astimezone(east))
    found = state_checks.looks(database, 3)
    assert [one.at for one in found] == [NOW + timedelta(hours=hours) for hours in (11, 10, 9)]


@pytest.mark.parametrize(
    ("form", "said"),
    [({}, "nothing is answered"), ({"felt_close": "11"}, "no number from 0 to 10"), ({"felt_close": "²"}, "no number")],
)
def test_nothing_and_nonsense_are_refused(database: DiaryDatabase, form: dict[str, str], said: str):
    with pytest.raises(BowlbyError, match=said):
        state_checks.keep(database, form, NOW)
    assert state_checks.looks(database) == []
