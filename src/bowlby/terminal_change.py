"""Change between two occasions on a terminal: `bowlby score INSTRUMENT FILE --before FILE`."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bowlby import terminal, terminal_score
from bowlby.errors import BowlbyError
from bowlby.terminal_coded import KINDS

if TYPE_CHECKING:
    from bowlby.measures.change import Occasions
    from bowlby.measures.person_scores import Change
    from bowlby.measures.scoring import Scored, Wishes


class Compared(NamedTuple):
    """The later occasion scored, change from the earlier one, what was said of that file, and how long it took."""

    scored: Scored
    occasions: Occasions
    earlier: list[str]
    seconds: float


def check(instrument: str, before: Path | None, identifier: str, draw: Path | None, *, bias: bool = False) -> None:
    """Refuse options that do not go together.

    Raises:
        BowlbyError: there are such.
    """
    if before is not None and instrument in KINDS:
        raise BowlbyError(f"--before goes with questionnaires, not with {instrument}; leave it out")
    if before is None and identifier:
        raise BowlbyError(
            "--id goes with --before FILE: it says who is who in both files; leave it out, or add --before"
        )
    if bias and (before is not None or instrument in KINDS):
        raise BowlbyError("--bias looks at one file of a questionnaire; leave it out, or --before")
    if before is not None and draw is not None:
        raise BowlbyError("--draw shows one occasion; leave out --before or --draw")


def score(
    instrument: str, before: Path, after: Path, asked: Wishes, identifier: str = "", out: Path | None = None
) -> Compared:
    """Score two files of the same people and write the later one with the change of each, if asked to.

    Args:
        instrument: its name.
        before, after: the files, earlier and later.
        asked: from `terminal_score.wishes`, for both.
        identifier: the column that says who answered; empty to take a usual one.
        out: CSV or TSV file, one row a person in the order of the later file.

    Raises:
        BowlbyError: a file is refused, people cannot be matched, or the scores cannot be written.
    """
    from bowlby.lab_files import whole_file

    if any(out is not None and out.exists() and path.exists() and out.samefile(path) for path in (before, after)):
        raise BowlbyError(f"{out} is a file of answers; name another for the scores")
    with whole_file(out) as part, terminal.working(f"Scoring {before} and {after}"):
        from bowlby.measures.change import change
        from bowlby.measures.scoring import score_file

        start = time.perf_counter()
        earlier, later = (score_file(instrument, path, asked) for path in (before, after))
        occasions = change(earlier, later, (before, after), identifier)
        seconds = time.perf_counter() - start
        if part is not None and out is not None:
            terminal_score.write_table(_columns(later, occasions), part, out)
    told = [f"{before}: {line}" for line in earlier.warnings if line not in later.warnings]
    return Compared(later, occasions, told, seconds)


def tell(compared: Compared, out: Path | None, *, as_json: bool = False) -> None:
    """Print the later occasion and the change, as tables or as one JSON object."""
    occasions, people = compared.occasions, int(compared.occasions.matched.sum())
    rows = {name: _facts(one) for name, one in occasions.changes.items()}
    said = [*compared.earlier, *occasions.warnings]
    if as_json:
        found = terminal_score.summary(compared.scored, compared.seconds)
        found["change"] = {"people": people, "interval": 0.9, "scales": rows}
        found["warnings"] += said
        terminal.say(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False))
        return
    terminal_score.show(compared.scored, compared.seconds, out)
    heads = ("change", "people", "mean", "sd", "reliably up", "reliably down", "within the error")
    table = [(name, *(_shown(value) for value in one.values())) for name, one in rows.items()]
    terminal.show_table(heads, table)
    terminal.say(f"Change of {people:,} people who stand in both files under the same {occasions.column}; reliable is")
    terminal.say("a change whose 90 % interval leaves out 0. It says nothing of what brought it about.")
    for line in said:
        terminal.say(f"- {line}")


def _columns(scored: Scored, occasions: Occasions) -> Iterator[tuple[str, Any]]:
    yield from terminal_score.columns(scored)
    for name, one in occasions.changes.items():
        yield f"{name}_before", occasions.before[name]
        yield f"{name}_change", one.change
        yield f"{name}_change_low", one.low
        yield f"{name}_change_high", one.high
        yield f"{name}_changed", _words(one)


def _words(one: Change) -> list[str]:
    """`up`, `down` or `no` where there is an interval, empty elsewhere."""
    return [
        "" if low != low else "up" if low > 0 else "down" if high < 0 else "no"
        for low, high in zip(one.low, one.high, strict=True)
    ]


def _facts(one: Change) -> dict[str, float | int | None]:
    """How many have a change, its mean and spread, and how many moved by more than the error either way."""
    there = one.change[one.change == one.change]
    words = _words(one)
    return {
        "people": len(there),
        "mean": float(there.mean()) if len(there) else None,
        "sd": float(there.std(ddof=1)) if len(there) > 1 else None,
        **{word: words.count(word) for word in ("up", "down", "no")},
    }


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:.3f}"
