"""Check-ups: an adaptive test that the diary keeps between its questions, and its results.

The wording of the items is the person's own file; it stays in the diary like everything else. Nothing here knows a
type or a label: a result is two numbers with their errors.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bowlby.companion.language import _, day
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase
    from bowlby.measures.adaptive import AdaptiveTest, Estimate, Record

KIND = "check-up"
WORDING, UNDER_WAY, RESULT = "wording", "under-way", "result "
"""Names of the documents; a result's name goes on with its time."""

APART = timedelta(days=28)
"""A check-up is offered again after this long: attachment moves over months, and repeated questions tire."""

LENGTHS = {"short": 0.4, "long": 0.3}
"""Standard errors to stop at, in standard deviations of the sample the items were calibrated on."""

INSTRUMENTS = ("ecr", "ecr-12")
"""What can be asked, the longer one first; both number their items alike."""


class Wording(NamedTuple):
    """The person's own file: which instrument it is enough for, and its sentences by item number."""

    instrument: str
    texts: Mapping[int, str]


class Result(NamedTuple):
    """A finished check-up: the name of its document, when it ended, and each scale."""

    name: str
    at: datetime
    instrument: str
    scales: Mapping[str, Estimate]


def wording(database: DiaryDatabase) -> Wording | None:
    """The sentences that were brought, if any."""
    kept = database.document(KIND, WORDING)
    if kept is None:
        return None
    return Wording(kept["instrument"], {int(number): text for number, text in kept["texts"].items()})


def bring_wording(database: DiaryDatabase, name: str, content: bytes) -> Wording:
    """Keep a file of wording with the columns `item` and `text`.

    Args:
        database: the open diary.
        name: of the file, to name it in messages.
        content: its bytes.

    Raises:
        BowlbyError: it cannot be read, or lacks items of every instrument that can be asked.
    """
    from bowlby.measures.adaptive import check_wording, open_test
    from bowlby.measures.instruments import known, read_wording

    texts = read_wording(Path(name), known(INSTRUMENTS[0]), content)
    tests = [open_test(instrument) for instrument in INSTRUMENTS]
    enough = [test for test in tests if set(test.bank.numbers) <= texts.keys()]
    if not enough:
        fewest = tests[-1] if len(texts) <= len(tests[-1].bank.numbers) else tests[0]
        check_wording(fewest, texts, name)
    found = Wording(enough[0].bank.instrument.name, texts)
    kept = {"instrument": found.instrument, "texts": {str(number): text for number, text in texts.items()}}
    database.keep(KIND, WORDING, kept)
    begun = under_way(database)
    if begun is not None and not set(begun[0].bank.numbers) <= texts.keys():
        database.forget(KIND, UNDER_WAY)  # it could ask what there are no words for
    return found


def under_way(database: DiaryDatabase) -> tuple[AdaptiveTest, Record] | None:
    """The test that was begun and not finished.

    Raises:
        BowlbyError: what is kept is none.
    """
    from bowlby.measures.adaptive import from_json

    kept = database.document(KIND, UNDER_WAY)
    return None if kept is None else from_json(json.dumps(kept))


def begin(database: DiaryDatabase, length: str, now: datetime) -> None:
    """Begin a test; one under way goes on instead.

    Raises:
        BowlbyError: no wording, no such length, or the last one is not long enough ago.
    """
    from bowlby.measures.adaptive import Record, open_test

    if under_way(database) is not None:
        return
    own = wording(database)
    if own is None:
        raise BowlbyError(_("there is no wording of the questions yet; bring a file of it first"))
    if length not in LENGTHS:
        raise BowlbyError(_("there is no check-up of that length; choose the short or the long one"))
    if (from_when := offered_from(database)) is not None and now < from_when:
        raise BowlbyError(_("the last check-up is not a month ago; the next is offered on %(day)s", day=day(from_when)))
    test = open_test(own.instrument, LENGTHS[length])
    _keep(database, test, Record())


def answer(database: DiaryDatabase, item: int, given: int | None, now: datetime) -> bool:
    """Take an answer, or None for a skipped question; one to another than the open question changes nothing.

    Returns:
        Whether the check-up ended with it; then its result is kept.

    Raises:
        BowlbyError: an answer off the response scale.
    """
    from bowlby.measures.adaptive import answered, next_item

    found = under_way(database)
    if found is None:
        return True
    test, record = found
    if item == next_item(test, record):
        record = answered(test, record, item, given)
        _keep(database, test, record)
    if next_item(test, record) is not None:
        return False
    _finish(database, test, record, now)
    return True


def take_back(database: DiaryDatabase) -> None:
    """Forget the last answer of the test under way."""
    from bowlby.measures.adaptive import Record

    found = under_way(database)
    if found is not None:
        test, record = found
        _keep(database, test, Record(record.steps[:-1]))


def forget(database: DiaryDatabase, name: str) -> None:
    """Delete the wording, the test under way, or one result, for good."""
    database.forget(KIND, name)


def results(database: DiaryDatabase, last: int | None = None, before: str = "") -> list[Result]:
    """Finished check-ups, the latest last.

    Args:
        database: the open diary.
        last: only the last so many.
        before: only those before the one of this name.
    """
    found = [
        Result(name, datetime.fromisoformat(body["at"]), body["instrument"], _scales(body["scales"]))
        for name, body in database.kept(KIND, RESULT, last, before).items()
    ]
    return sorted(found, key=lambda one: one.at)


def offered_from(database: DiaryDatabase) -> datetime | None:
    """When the next one is offered; None where there was none yet."""
    done = results(database, last=1)
    return done[-1].at + APART if done else None


def _finish(database: DiaryDatabase, test: AdaptiveTest, record: Record, now: datetime) -> None:
    from bowlby.measures.adaptive import as_json, estimates

    scales = {name: one._asdict() for name, one in estimates(test, record).items()}
    if any(one["answered"] for one in scales.values()):  # all skipped is no result
        result = {"at": now.isoformat(), "scales": scales} | _loaded(as_json(test, record))
        database.keep(KIND, RESULT + now.isoformat(), result)
    database.forget(KIND, UNDER_WAY)


def _keep(database: DiaryDatabase, test: AdaptiveTest, record: Record) -> None:
    from bowlby.measures.adaptive import as_json

    database.keep(KIND, UNDER_WAY, _loaded(as_json(test, record)))


def _loaded(text: str) -> dict[str, object]:
    return json.loads(text)


def _scales(kept: Mapping[str, Mapping[str, object]]) -> dict[str, Estimate]:
    from bowlby.measures.adaptive import Estimate

    return {name: Estimate(**one) for name, one in kept.items()}  # type: ignore[arg-type]
