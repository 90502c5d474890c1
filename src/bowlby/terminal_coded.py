"""Coded reunions and Q-sorts on a terminal: `bowlby score strange-situation` and `bowlby score aqs`."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bowlby import terminal
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.measures.coded_reunions import Agreement, Coded

KINDS = ("strange-situation", "aqs")
"""What `bowlby score` takes besides questionnaires."""


def takes(kind: str, against: Path | None) -> bool:
    """Whether this is scored here.

    Raises:
        BowlbyError: a second file is named for a questionnaire.
    """
    if kind not in KINDS and against is not None:
        raise BowlbyError(f"--against goes with {' and '.join(KINDS)} only; leave it out")
    return kind in KINDS


def score(kind: str, file: Path, beside: Path | None, out: Path | None) -> dict[str, Any]:
    """Score a file of codings or sorts and write one row each, if asked to.

    Args:
        kind: one of `KINDS`.
        file: the codings or sorts.
        beside: a second coder's file of the same dyads; for sorts the criterion, without which there is no score.
        out: CSV or TSV file for the scores.

    Returns:
        The summary: plain texts, numbers and None.

    Raises:
        BowlbyError: a file is refused, or the scores cannot be written.
    """
    from bowlby.lab_files import whole_file

    for path in (file, beside):
        if out is not None and path is not None and out.exists() and path.exists() and out.samefile(path):
            raise BowlbyError(f"{out} is a file to be read; name another for the scores")
    with whole_file(out) as part, terminal.working(f"Scoring {file}"):
        columns, rows, summary = _sorts(file, beside) if kind == "aqs" else _reunions(file, beside)
        if part is not None and out is not None:
            _write(part, "\t" if out.suffix.lower() == ".tsv" else ",", columns, rows)
    return summary


def tell(summary: dict[str, Any], out: Path | None, *, as_json: bool = False) -> None:
    """Print the summary, as tables or as one JSON object in which null is what cannot be told."""
    if as_json:
        terminal.say(json.dumps(summary, indent=2, ensure_ascii=False, allow_nan=False))
        return
    parts = [(name, value) for name, value in summary.items() if isinstance(value, dict)]
    terminal.say(f"{summary['instrument']}: {summary['rows']:,} rows")
    for name, table in parts:
        terminal.show_table((name.replace("_", " "), ""), [(key, _shown(value)) for key, value in table.items()])
    for line in summary["warnings"]:
        terminal.say(f"- {line}")
    if out is not None:
        terminal.say(f"Scores are in {out}.")


def _reunions(file: Path, second: Path | None) -> tuple[Sequence[str], Iterable[Sequence[Any]], dict[str, Any]]:
    from bowlby.measures.coded_reunions import LETTERS, agreement, read_coded

    coded = read_coded(file)
    summary: dict[str, Any] = {"instrument": KINDS[0], "rows": len(coded.names)}
    summary["classes"] = {letter: int((coded.four == letter).sum()) for letter in LETTERS}
    summary["dimensions"] = {
        f"{name} {fact}": _number(
            getattr(values[~(values != values)], fact)() if (values == values).any() else math.nan
        )
        for name, values in (
            ("proximity_seeking", coded.proximity_seeking),
            ("anger_resistance", coded.anger_resistance),
        )
        for fact in ("mean", "std")
    }
    summary["warnings"] = coded.warnings
    if second is not None:
        found = agreement(coded, read_coded(second))
        summary |= {"agreement": _agreement(found), "warnings": [*coded.warnings, *found.warnings]}
    return ("dyad", "proximity_seeking", "anger_resistance", "class", "class3", "coders_class"), _rows(coded), summary


def _rows(coded: Coded) -> Iterator[Sequence[Any]]:
    both = zip(coded.proximity_seeking, coded.anger_resistance, strict=True)
    for name, (close, angry), four, three, own in zip(
        coded.names, both, coded.four, coded.three, coded.own, strict=True
    ):
        yield name, _cell(close), _cell(angry), four, three, own


def _agreement(found: Agreement) -> dict[str, Any]:
    table: dict[str, Any] = {"dyads coded by both": found.dyads}
    table |= {f"ICC of {name}": _number(value) for name, value in found.icc.items()}
    table |= {"kappa of A, B, C, D": _number(found.kappa4), "kappa of A, B, C": _number(found.kappa3)}
    table["kappa of the coders' own classes"] = _number(found.kappa_own)
    return table | {"kappa of disorganisation, weights by the square": _number(found.kappa_disorganised)}


def _sorts(file: Path, criterion: Path | None) -> tuple[Sequence[str], Iterable[Sequence[Any]], dict[str, Any]]:
    from bowlby.measures.q_sort import score_sorts

    if criterion is None:
        raise BowlbyError("a Q-sort is scored against a criterion sort of your own; name its file with --against")
    found = score_sorts(file, criterion)
    there = found.scores[found.scores == found.scores]
    facts = {"mean": float(there.mean()), "sd": float(there.std(ddof=1))} if len(there) > 1 else {}
    summary = {
        "instrument": KINDS[1],
        "rows": len(found.names),
        "correlation_with_the_criterion": {"sorts": len(there)}
        | {name: _number(value) for name, value in facts.items()},
        "warnings": found.warnings,
    }
    return ("sort", "score"), zip(found.names, map(_cell, found.scores), strict=True), summary


def _write(path: Path, separator: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=separator, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 6)


def _cell(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.10g}"


def _shown(value: Any) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else f"{value:,}"
