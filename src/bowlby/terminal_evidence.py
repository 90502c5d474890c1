"""The evidence on a terminal: which experiments are run, with what progress, and what is printed of them."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bowlby import terminal
from bowlby.errors import BowlbyError


def evidence(
    claim: str | None, seed: int, plots: Path | None, *, full: bool, parameters: Path | None = None
) -> list[dict[str, Any]]:
    """Run the experiments, with a progress bar on a terminal.

    Args:
        claim: id of the only claim that is asked for.
        seed: of all chance in the simulated populations.
        plots: folder for one SVG file an experiment; made where it does not exist.
        full: the real thing instead of a quick look.
        parameters: parameter file; the one that ships without it.

    Raises:
        BowlbyError: no such claim, a seed out of range, or a folder that cannot be written.
    """
    from bowlby.evidence.claims import known

    name = known(claim).id if claim is not None else None
    with terminal.progress_bar() as progress:
        task = progress.add_task("Getting ready", total=None)
        from bowlby.evidence import report
        from bowlby.evidence.samples import FULL, SMOKE, Samples
        from bowlby.lab_files import keep_compiled
        from bowlby.parameters import load_parameters

        keep_compiled()

        def go_on(done: int) -> None:
            progress.update(task, description="Dyads", advance=done)

        samples = Samples(FULL if full else SMOKE, seed, parameters=load_parameters(parameters), progress=go_on)
        _make(plots)
        wanted = report.ways_of_care(report.chosen(name))
        progress.update(task, total=sum(map(samples.size, wanted)))
        rows = report.report(samples, name, lambda running: progress.update(task, description=running))
        if plots is not None:
            progress.update(task, description="Drawing")
            report.draw(samples, plots, name)
        return rows


def as_json(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as one JSON list; what cannot be told is null."""
    return json.dumps(list(rows), indent=2, ensure_ascii=False, allow_nan=False)


def show(rows: Sequence[dict[str, Any]], claim: str | None = None) -> None:
    """Print the claims, their numbers beside the published ones, the verdicts, and what is left out and why.

    Args:
        rows: from `evidence`.
        claim: the only claim that was asked for.
    """
    from bowlby.evidence.claims import claims, known

    asked = [known(claim)] if claim is not None else list(claims().values())
    for each in asked:
        terminal.say(f"{each.id}  {each.claim}")
        for aside in (
            f"The evidence: {each.differs}" if each.differs else "",
            *(f"Left out: {w}" for w in each.left_out),
        ):
            if aside:
                terminal.say(f"     {aside}")
    if rows:
        table = [(r["claim_id"], r["statistic"], span(r), published(r), r["role"], r["verdict"], r["n"]) for r in rows]
        terminal.show_table(("", "statistic", "here, 95 %", "published", "role", "verdict", "n"), table)
        counts = ", ".join(f"{number} {name}" for name, number in verdicts(rows).items())
        terminal.say(f"{len(rows)} rows: {counts}. {sum(row['seconds'] for row in rows):.0f} seconds.")


def verdicts(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """How often each verdict came out, most frequent first."""
    found: dict[str, int] = {}
    for row in rows:
        found[row["verdict"]] = found.get(row["verdict"], 0) + 1
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def span(row: dict[str, Any]) -> str:
    """A row's number with its interval, in words where nothing can be told."""
    if row["value"] is None:
        return "too few to tell"
    value, low, high = (_number(row[name]) for name in ("value", "ci_low", "ci_high"))
    return f"{value} ({low} to {high})"


def published(row: dict[str, Any]) -> str:
    """What was published, with its interval where there is one."""
    value, ci = row["published"], row["published_ci"]
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return _number(value) + (f" ({_number(ci[0])} to {_number(ci[1])})" if ci else "")


def _number(value: float) -> str:
    """Two places for correlations and differences, one for percents; a true minus sign."""
    return (f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}").replace("-", "−")


def _make(folder: Path | None) -> None:
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = (error.strerror or "an error").lower()
        raise BowlbyError(f"--plots {folder}: the folder cannot be made ({why}); choose another") from None
    if not os.access(folder, os.W_OK):
        raise BowlbyError(f"--plots {folder}: nothing can be written in this folder; choose another")
