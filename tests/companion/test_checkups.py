from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bowlby.companion import checkups
from bowlby.diary import vault
from bowlby.diary.database import DiaryDatabase
from bowlby.errors import BowlbyError
from bowlby.measures.adaptive import next_item
from companion.made_wording import SHORT, words
from companion.visits import PASSPHRASE

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DiaryDatabase]:
    key, _ = vault.create(tmp_path / "diary", PASSPHRASE)
    with DiaryDatabase.open(tmp_path / "diary", key) as opened:
        yield opened


def through(database: DiaryDatabase, now: datetime, answer: int | None = 2) -> int:
    """Answer every question alike; how many there were."""
    asked = 0
    while (found := checkups.under_way(database)) is not None:
        item = next_item(*found)
        assert item is not None
        checkups.answer(database, item, answer, now)
        asked += 1
    return asked


@pytest.mark.parametrize(("items", "instrument"), [(range(1, 37), "ecr"), (SHORT, "ecr-12")])
def test_the_wording_says_what_can_be_asked(database: DiaryDatabase, items, instrument: str):
    assert checkups.wording(database) is None
    assert checkups.bring_wording(database, "w.csv", words(items)).instrument == instrument
    kept = checkups.wording(database)
    assert kept is not None
    assert kept.instrument == instrument
    assert kept.texts[2] == "Made-up sentence 2, no more."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (words(SHORT[1:]), r"w\.csv has no text for item 2 of ecr-12"),
        (words(range(1, 36)), None),
        (words(range(2, 30)), r"w\.csv has no text for item 1, 30, 31"),
        (b"item,text\n1,\n", r"w\.csv, line 2, column text"),
        (b"number,words\n1,x\n", "w.csv"),
    ],
)
def test_a_file_that_is_not_enough_is_refused_by_its_place(database: DiaryDatabase, content: bytes, said: str | None):
    if said is None:  # item 36 is in the long form only: the short form can be asked
        assert checkups.bring_wording(database, "w.csv", content).instrument == "ecr-12"
        return
    with pytest.raises(BowlbyError, match=said):
        checkups.bring_wording(database, "w.csv", content)
    assert checkups.wording(database) is None


def test_a_test_is_kept_between_questions_and_its_result_at_the_end(database: DiaryDatabase):
    checkups.bring_wording(database, "w.csv", words())
    checkups.begin(database, "short", NOW)
    found = checkups.under_way(database)
    assert found is not None
    assert found[0].error == checkups.LENGTHS["short"]
    asked = through(database, NOW)
    assert 4 < asked < 30
    (result,) = checkups.results(database)
    assert result.at == NOW
    assert {name: one.done for name, one in result.scales.items()} == {"anxiety": True, "avoidance": True}
    assert sum(one.answered for one in result.scales.values()) == asked


def test_the_longer_one_is_surer(database: DiaryDatabase):
    checkups.bring_wording(database, "w.csv", words())
    asked = []
    for length, day in (("short", 0), ("long", 40)):
        checkups.begin(database, length, NOW + timedelta(days=day))
        asked.append(through(database, NOW + timedelta(days=day)))
    assert asked[0] < asked[1]


def test_a_month_must_have_passed(database: DiaryDatabase):
    checkups.bring_wording(database, "w.csv", words())
    checkups.begin(database, "short", NOW)
    through(database, NOW)
    soon = NOW + timedelta(days=20)
    with pytest.raises(BowlbyError, match="offered on 30 March 2026"):
        checkups.begin(database, "short", soon)
    checkups.begin(database, "short", NOW + checkups.APART)
    assert checkups.under_way(database) is not None


def test_an_answer_sent_twice_counts_once_and_the_last_can_be_taken_back(database: DiaryDatabase):
    checkups.bring_wording(database, "w.csv", words())
    checkups.begin(database, "short", NOW)
    first = next_item(*_open(database))
    assert first is not None
    for _ in range(2):
        assert not checkups.answer(database, first, 3, NOW)
    assert _open(database)[1].steps == ((first, 3),)
    checkups.take_back(database)
    assert next_item(*_open(database)) == first
    with pytest.raises(BowlbyError, match="no answer from 1 to 5"):
        checkups.answer(database, first, 9, NOW)


def test_who_skips_everything_gets_no_result(database: DiaryDatabase):
    checkups.bring_wording(database, "w.csv", words(SHORT))
    checkups.begin(database, "short", NOW)
    assert through(database, NOW, None) == 12
    assert checkups.results(database) == []
    assert checkups.offered_from(database) is None


def test_begun_goes_on_and_other_words_that_do_not_reach_end_it(database: DiaryDatabase):
    checkups.bring_wording(database, "w.csv", words())
    checkups.begin(database, "long", NOW)
    checkups.begin(database, "short", NOW)
    assert _open(database)[0].error == checkups.LENGTHS["long"]
    checkups.bring_wording(database, "w.csv", words(SHORT))
    assert checkups.under_way(database) is None


@pytest.mark.parametrize(("brought", "length", "said"), [(False, "short", "no wording"), (True, "endless", "length")])
def test_what_cannot_begin(database: DiaryDatabase, brought: bool, length: str, said: str):
    if brought:
        checkups.bring_wording(database, "w.csv", words())
    with pytest.raises(BowlbyError, match=said):
        checkups.begin(database, length, NOW)


def test_everything_can_be_deleted(database: DiaryDatabase):
    checkups.bring_wording(database, "w.csv", words())
    checkups.begin(database, "short", NOW)
    through(database, NOW)
    checkups.forget(database, checkups.results(database)[0].name)
    checkups.forget(database, checkups.WORDING)
    assert database.kept(checkups.KIND) == {}


def _open(database: DiaryDatabase):
    found = checkups.under_way(database)
    assert found is not None
    return found
