"""The calibration on a terminal: its progress, what is printed of it, and where it is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bowlby import terminal
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.evidence.calibration import Calibration, Pinned

WELL, PARTLY = 0.5, 0.85
"""Spread of the posterior over the prior's, below which the rows pin a parameter down well, or at least partly."""


def calibrate(waves: int, points: int, dyads: int, seed: int, keep: Path | None, write: Path | None) -> Calibration:
    """Calibrate with a progress bar on a terminal.

    Args:
        waves, points, dyads, seed: as for `evidence.calibration.calibrate`.
        keep: file of finished simulations, from which a calibration that was stopped goes on.
        write: parameter file to write; one that is there is rewritten, a new one starts from the file that ships.

    Raises:
        BowlbyError: a number out of range, or a file that cannot be read or written.
    """
    text = None if write is None else _text_of(write)
    with terminal.progress_bar() as progress:
        task = progress.add_task("Getting ready", total=None)
        from bowlby.evidence import calibration
        from bowlby.lab_files import keep_compiled

        keep_compiled()
        found = calibration.calibrate(
            waves=waves,
            points=points,
            dyads=dyads,
            seed=seed,
            keep=keep,
            progress=lambda done, of: progress.update(task, description="Simulations", completed=done, total=of),
        )
    if write is not None and text is not None:
        _write(write, text, found)
    return found


def as_json(found: Calibration, seconds: float) -> str:
    """The calibration as one JSON object."""
    parameters = [
        {
            "name": f"{one.free.section}.{one.free.name}",
            "prior_centre": one.free.centre,
            "value": one.value,
            "low": one.low,
            "high": one.high,
            "narrowing": one.narrowing,
            "pinned": pinned(one),
        }
        for one in found.pinned
    ]
    rows = [{**_row(target), "reached": value, "within": _within(target, value)} for target, value in found.reached]
    told: dict[str, Any] = {"parameters": parameters, "rows": rows, "directions": list(found.directions)}
    return json.dumps(told | {"simulations": found.simulations, "seconds": round(seconds, 3)}, indent=2)


def show(found: Calibration) -> None:
    """Print what was reached, and what is known of each parameter."""
    terminal.show_table(("row", "published", "wanted within", "reached", ""), reached_rows(found))
    terminal.show_table(
        ("parameter", "before", "now", "90 % interval", "spread left", "pinned down"), parameter_rows(found)
    )
    terminal.say(known_directions(found))


def reached_rows(found: Calibration) -> list[tuple[str, ...]]:
    """One row of words a published row: what was wanted, and what was reached."""
    return [
        (
            target.row,
            _three(target.value),
            f"{_three(target.low)} to {_three(target.high)}",
            _three(value),
            "within" if _within(target, value) else "missed",
        )
        for target, value in found.reached
    ]


def parameter_rows(found: Calibration) -> list[tuple[str, ...]]:
    """One row of words a parameter: before and now, with what is known of it."""
    return [
        (
            f"{one.free.section}.{one.free.name}",
            f"{one.free.centre:g}",
            f"{one.value:g}",
            f"{one.low:.3g} to {one.high:.3g}",
            f"{100 * one.narrowing:.0f} %",
            pinned(one),
        )
        for one in found.pinned
    ]


def known_directions(found: Calibration) -> str:
    """How many independent combinations of the parameters the rows speak about."""
    well = sum(spread < WELL for spread in found.directions)
    return (
        f"The rows pin down {well} combinations of the {len(found.directions)} parameters to less than half of their"
        " prior spread; along the others, other values would do as well."
    )


def pinned(one: Pinned) -> str:
    """How well the rows pin a parameter down, in a word."""
    return "well" if one.narrowing < WELL else "partly" if one.narrowing < PARTLY else "not"


def _within(target: Any, value: float) -> bool:
    return target.low <= value <= target.high


def _row(target: Any) -> dict[str, Any]:
    return {"row": target.row, "published": target.value, "low": target.low, "high": target.high}


def _three(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def _text_of(path: Path) -> str:
    """The parameter file to start from; looked at before the work begins, so that a bad one is told at once."""
    from importlib.resources import files

    from bowlby.parameters import read_entries

    shipped = files("bowlby").joinpath("parameters.toml").read_text("utf-8")
    try:
        text = path.read_text("utf-8") if path.exists() else shipped
        if not path.parent.is_dir():
            raise BowlbyError(f"--write {path}: its folder does not exist; make it first")
    except (OSError, UnicodeDecodeError) as error:
        raise BowlbyError(f"--write {path}: cannot be read ({type(error).__name__}); choose another file") from None
    read_entries(text, path.name)
    return text


def _write(path: Path, text: str, found: Calibration) -> None:
    """The whole file or nothing: written beside it and put in its place."""
    from bowlby.evidence.parameter_file import calibrated

    # Named by their families, since no name of a class may stand in what a life is made of.
    families = {f"{target.row.split('-')[0]}-* (role calibrate)": None for target, _ in found.reached}
    new = calibrated(text, found.pinned, list(families), path.name)
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_text(new, "utf-8")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise BowlbyError(f"--write {path}: cannot be written ({error.strerror}); choose another file") from None
