"""An adaptive test on a terminal: one item after another, the error as it falls, and what is known at the end."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bowlby import terminal
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.measures.adaptive import AdaptiveTest, Record

SKIP, STOP = "s", "q"


class Asked(NamedTuple):
    """A test as far as it came; `finished` when it knows enough."""

    test: AdaptiveTest
    record: Record
    finished: bool


def ask(
    instrument: str, wording: Path, resume: Path | None = None, error: float | None = None, most: int | None = None
) -> Asked:
    """Ask the items that tell most, until both scales are known well enough, or the person stops.

    Args:
        instrument: one with calibrated items.
        wording: the user's own file of the items' sentences, with the columns `item` and `text`.
        resume: where the test is kept after every answer, and taken up again.
        error: standard error to stop at; .3, or that of the test taken up.
        most: items at most.

    Raises:
        BowlbyError: no calibrated items, wording missing, a file that is no test under way, or nowhere to keep it.
    """
    from bowlby.measures import adaptive
    from bowlby.measures.instruments import read_wording

    test, record = _begun(instrument, resume, error, most)
    texts = read_wording(wording, test.bank.instrument)
    adaptive.check_wording(test, texts, str(wording))
    low, high = (
        f"{number} {word}" for number, word in zip((test.bank.low, test.bank.high), test.bank.ends, strict=True)
    )
    terminal.warn(f"Answer from {low} to {high}. {SKIP} skips an item, {STOP} stops.\n")
    while (item := adaptive.next_item(test, record)) is not None:
        terminal.warn(f"{len(record.steps) + 1}. {texts[item]}")
        given = _given(test.bank.low, test.bank.high)
        if given == STOP:
            break
        record = adaptive.answered(test, record, item, None if given == SKIP else int(given))
        if resume is not None:
            _keep(resume, adaptive.as_json(test, record))
        terminal.warn(f"   {_known(test, record)}\n")
    return Asked(test, record, item is None)


def as_json(asked: Asked) -> str:
    """What is known, as one JSON object."""
    from bowlby.measures.adaptive import estimates

    found: dict[str, Any] = {"instrument": asked.test.bank.instrument.name, "finished": asked.finished}
    found["error"] = asked.test.error
    found["scales"] = {name: one._asdict() for name, one in estimates(asked.test, asked.record).items()}
    found["items"] = [item for item, answer in asked.record.steps if answer is not None]
    found["skipped"] = [item for item, answer in asked.record.steps if answer is None]
    found["about"] = asked.test.bank.about
    return json.dumps(found, indent=2, ensure_ascii=False)


def show(asked: Asked, resume: Path | None) -> None:
    """Print each scale with its interval and the number of answers behind it."""
    from bowlby.measures.adaptive import estimates

    bank = asked.test.bank
    rows = [
        (name, one.answered, f"{one.mean:.2f}", f"{one.low:.2f} to {one.high:.2f}", f"{one.error:.2f}")
        for name, one in estimates(asked.test, asked.record).items()
    ]
    span = f"{bank.low} to {bank.high}"
    terminal.show_table(("scale", "answers", f"mean answer ({span})", "90 % interval", "standard error"), rows)
    if not asked.finished:
        kept = f"; it is kept in {resume}: the same command goes on" if resume is not None else ""
        terminal.say(f"Stopped before the error was reached{kept}.")
    terminal.say("The mean answer is what all items together would be likely to give. It is no diagnosis.")
    terminal.say(f"Items by: {bank.about}")


def _begun(instrument: str, resume: Path | None, error: float | None, most: int | None) -> tuple[AdaptiveTest, Record]:
    """A new test, or the one that is kept, with what is asked for now."""
    from bowlby.diary.csv_files import read_text
    from bowlby.measures import adaptive

    if resume is None or not resume.exists():
        return adaptive.open_test(instrument, adaptive.ERROR if error is None else error, most), adaptive.Record()
    try:
        test, record = adaptive.from_json(read_text(resume))
    except BowlbyError as fault:
        told = str(fault)
        raise BowlbyError(told if told.startswith(str(resume)) else f"{resume}: {told}") from None
    if test.bank.instrument.name != instrument.lower():
        raise BowlbyError(f"{resume} holds a test of {test.bank.instrument.name}; name that, or another file")
    return adaptive.open_test(instrument, test.error if error is None else error, most or test.most), record


def _given(low: int, high: int) -> str:
    """A number of the scale, or one of the two letters; asked until it is one. The end of the input stops."""
    while True:
        sys.stderr.write("   > ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        word = line.strip().lower()
        if not line:
            sys.stderr.write("\n")
            return STOP
        if word in (SKIP, STOP) or (word.isascii() and word.isdigit() and low <= int(word) <= high):
            return word
        terminal.warn(f"   Type a number from {low} to {high}, {SKIP} or {STOP}.")


def _known(test: AdaptiveTest, record: Record) -> str:
    from bowlby.measures.adaptive import estimates

    parts = (
        f"{name} {one.mean:.1f}, error {one.error:.2f}{' (enough)' if one.error <= test.error else ''}"
        for name, one in estimates(test, record).items()
    )
    return "; ".join(parts)


def _keep(path: Path, text: str) -> None:
    from bowlby.lab_files import whole_file

    with whole_file(path) as part:
        if part is not None:
            part.write_text(text, "utf-8")
