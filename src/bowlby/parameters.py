"""The one parameter set: `parameters.toml` as plain named numbers, checked on the way in.

One section of the file is one NamedTuple here, so that code reads `parameters.alarm.soothing` and a misspelt
name is an error before anything runs. No numerical library is needed to read it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from bowlby.errors import BowlbyError


class Entry(NamedTuple):
    """One number of the parameter file and what is known about it."""

    default: float
    unit: str
    low: float
    high: float
    meaning: str
    source: str
    why: str = ""
    rows: tuple[str, ...] = ()


class Appraisal(NamedTuple):
    """Step 2: how threat is read."""

    vigilance: float
    base_rate: float


class Alarm(NamedTuple):
    """Steps 3 and 6: what raises and what settles the alarm."""

    soothing: float
    rebuff_rise: float
    fright_rise: float


class Signals(NamedTuple):
    """Step 4: what each signal is worth and costs."""

    worth: float
    cost_reach: float
    cost_plea: float
    cost_protest: float
    pain: float


class Answers(NamedTuple):
    """Step 5: how loud each signal is and what reaches a figure."""

    loud_reach: float
    loud_plea: float
    unasked: float
    steepness: float


class Learning(NamedTuple):
    """Step 7: the two memories."""

    fast_fade: float
    slow_gain: float
    kappa: float
    prior_total: float


class Everyday(NamedTuple):
    """The world `everyday`: one adult's weeks as they would be logged. Spreads are standard deviations."""

    baseline: float
    mood_spread: float
    mood_days: float
    stir_spread: float
    rating_spread: float
    half_life: float
    trigger_pull: float
    comfort_settles: float
    practice_settles: float
    rebuff_pull: float


class Parameters(NamedTuple):
    """All numbers, by section of the file."""

    appraisal: Appraisal
    alarm: Alarm
    signals: Signals
    answers: Answers
    learning: Learning
    everyday: Everyday


def read_entries(text: str, where: str) -> dict[str, dict[str, Entry]]:
    """Read a parameter file's text into entries keyed by section and name.

    Args:
        text: TOML.
        where: what to call the file in messages.

    Raises:
        BowlbyError: not TOML, an unknown or missing key, or a default outside its range.
    """
    try:
        sections = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BowlbyError(f"{where}: is not a TOML file ({error}); correct that line") from None
    wanted = Parameters.__annotations__
    _same_names(where, "section", wanted, sections)
    return {section: _read_section(where, section, sections[section]) for section in wanted}


@cache
def default_entries() -> dict[str, dict[str, Entry]]:
    """Entries of the parameter file that ships with the package."""
    return read_entries(files("bowlby").joinpath("parameters.toml").read_text("utf-8"), "parameters.toml")


def load_parameters(path: Path | None = None) -> Parameters:
    """The parameter set, from the file that ships with the package or from `path`.

    Raises:
        BowlbyError: the file cannot be read, has an unknown or missing key, or a value outside its range.
    """
    if path is None:
        return _values(default_entries())
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BowlbyError(f"{path.name}: cannot be read ({type(error).__name__}); check the path") from None
    return _values(read_entries(text, path.name))


_SECTIONS: dict[str, Any] = {
    "appraisal": Appraisal,
    "alarm": Alarm,
    "signals": Signals,
    "answers": Answers,
    "learning": Learning,
    "everyday": Everyday,
}


def _values(entries: Mapping[str, Mapping[str, Entry]]) -> Parameters:
    return Parameters(
        **{
            section: kind(**{name: entry.default for name, entry in entries[section].items()})
            for section, kind in _SECTIONS.items()
        }
    )


def _read_section(where: str, section: str, table: Mapping[str, Any]) -> dict[str, Entry]:
    names = _SECTIONS[section]._fields
    _same_names(where, f"parameter of [{section}]", names, table)
    return {name: _read_entry(f"{where}: [{section}.{name}]", table[name]) for name in names}


def _read_entry(where: str, table: Mapping[str, Any]) -> Entry:
    missing = [name for name in Entry._fields[:6] if name not in table]
    unknown = [name for name in table if name not in Entry._fields]
    if missing or unknown:
        raise BowlbyError(
            f"{where} needs {', '.join(missing) or 'nothing more'}"
            + (f" and does not know {', '.join(unknown)}" if unknown else "")
        )
    entry = Entry(**{**table, "rows": tuple(table.get("rows", ()))})
    if not entry.low <= entry.default <= entry.high:
        raise BowlbyError(f"{where} is outside its range {entry.low:g} to {entry.high:g}; correct it")
    return entry


def _same_names(where: str, what: str, wanted: Any, found: Mapping[str, Any]) -> None:
    unknown = [name for name in found if name not in wanted]
    missing = [name for name in wanted if name not in found]
    if unknown:
        raise BowlbyError(f"{where}: unknown {what} '{unknown[0]}'; remove it or correct its name")
    if missing:
        raise BowlbyError(f"{where}: {what} '{missing[0]}' is missing; add it")
