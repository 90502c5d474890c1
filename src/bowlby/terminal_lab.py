"""Runs of the lab on a terminal: their progress, and what is printed of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.progress import MofNCompleteColumn, ProgressColumn, Task
from rich.text import Text

from bowlby import terminal


class Rate(ProgressColumn):
    """Dyads a second."""

    def render(self, task: Task) -> Text:
        """The rate of the last minute, as soon as there is one."""
        return Text(f"{task.speed:,.0f} a second" if task.speed else "", style="progress.data.speed")


def strange_situation(
    dyads: int, seed: int, care: str, out: Path | None, draw: Path | None, parameters: Path | None = None
) -> dict[str, Any]:
    """Run dyads through a year of care and the Strange Situation, with a progress bar on a terminal.

    Args:
        dyads: how many.
        seed: of all chance in the run.
        care: parts of care that all figures share, as `KEY=VALUE,...`.
        out: Parquet file for the rows.
        draw: SVG file for the first dyad.
        parameters: parameter file; the one that ships without it.

    Raises:
        BowlbyError: something asked for is out of range, or a file cannot be written.
    """
    bar = terminal.progress_bar(MofNCompleteColumn(), Rate(), speed_estimate_period=60, expand=True)
    with _how_to_go_on(out), bar as progress:
        task = progress.add_task("Getting ready", total=max(dyads, 1))
        from bowlby import lab
        from bowlby.lab_files import keep_compiled
        from bowlby.parameters import load_parameters
        from bowlby.worlds.population import read_care

        keep_compiled()
        chosen = load_parameters(parameters)
        counted = 0

        def go_on(done: int) -> None:
            nonlocal counted
            if not counted:  # what came before, and the compilation, say nothing about the rate
                progress.reset(task, description="Dyads", completed=done)
            else:
                progress.advance(task, done)
            counted += done

        fixed = read_care(care)
        return lab.run_strange_situation(
            dyads, seed, fixed, out=out, draw=draw, parameters=chosen, progress=go_on
        ).summary


@contextmanager
def _how_to_go_on(out: Path | None) -> Iterator[None]:
    """Says, when a run is stopped, what is kept and how it goes on."""
    try:
        yield
    except KeyboardInterrupt:
        from bowlby.lab_files import unfinished

        if out is not None and unfinished(out).is_dir():
            sys.stderr.write(
                f"What is done is kept in {unfinished(out)}. The same command goes on from there;"
                " to begin anew, delete that folder.\n"
            )
        raise


def as_json(summary: Mapping[str, Any]) -> str:
    """The summary as one JSON object; what cannot be told is null."""
    return json.dumps(summary, indent=2, allow_nan=False)


def show(summary: Mapping[str, Any]) -> None:
    """Print shares, correlations, and the means of scales and care by class."""
    classes = list(summary["shares"])
    terminal.say(f"{summary['dyads']} dyads, seed {summary['seed']}, {summary['seconds']:.1f} seconds")
    shares3 = {**dict.fromkeys(classes), **summary["shares3"]}
    rows = [
        ("share", *(f"{100 * summary['shares'][name]:.1f} %" for name in classes)),
        ("share without D", *("" if value is None else f"{100 * value:.1f} %" for value in shares3.values())),
    ]
    words = ("avoidant", "secure", "resistant", "disorganized")
    rows.append(("r with observed sensitivity", *(_number(summary["sensitivity_r"][word]) for word in words)))
    terminal.show_table(("", *(f"{name} {word}" for name, word in zip(classes, words, strict=True))), rows)
    for part, title in (("scales", "Mean scales"), ("care", "Mean care")):
        names = list(summary[part][classes[0]])
        means = [(name, *(_number(summary[part][letter][name]) for letter in classes)) for name in names]
        terminal.show_table((title, *classes), means)
    agreed = summary["agreement"]
    coders = [(name, _number(value)) for name, value in agreed["scales"].items()]
    terminal.show_table(("Two coders, intraclass correlation", ""), coders)
    terminal.say(
        f"Two coders of the same records give the same class to {100 * agreed['same_class']:.0f} %"
        f" (kappa {_number(agreed['kappa'])})."
    )
    terminal.say(
        "Classes go by thresholds of this project's own; the two continuous dimensions stand among the scales."
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
