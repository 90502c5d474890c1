"""The one parameter set: `parameters.toml` as plain named numbers, checked on the way in.

One section of the file is one NamedTuple here, so that code reads `parameters.alarm.soothing` and a misspelt
name is an error before anything runs. No numerical library is needed to read it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import isfinite
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
    prior_hurt: float


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
    logs_from: float
    drift_spread: float
    drift_days: float
    first_comfort: float
    first_rebuff: float
    first_total: float
    stated_spread: float


class Fit(NamedTuple):
    """Priors of the fit of one diary: standard deviations around the typical person of `Everyday`."""

    baseline_spread: float
    state_spread: float
    log_spread_spread: float
    log_half_life_spread: float
    moment_pull_spread: float
    trigger_centre_spread: float
    trigger_spread: float
    log_trigger_spread_spread: float
    rebuff_spread: float
    comfort_spread: float
    practice_centre_spread: float
    practice_spread: float
    log_practice_spread_spread: float
    logs_slope: float
    log_logs_slope_spread: float
    logs_from_spread: float
    comfort_own_spread: float
    rebuff_own_spread: float
    log_worth_spread: float
    cost_spread: float
    first_spread: float
    gap_spread: float


class Population(NamedTuple):
    """Figures and infants: the middle and the spread of each number, and how care goes with strain."""

    sensitivity_median: float
    sensitivity_spread: float
    sensitivity_strain: float
    preoccupation_median: float
    preoccupation_spread: float
    preoccupation_strain: float
    dwell_median: float
    dwell_spread: float
    dwell_strain: float
    breakthrough_median: float
    breakthrough_spread: float
    breakthrough_strain: float
    rebuff_median: float
    rebuff_spread: float
    rebuff_strain: float
    fright_median: float
    fright_spread: float
    fright_strain: float
    intrusiveness_median: float
    intrusiveness_spread: float
    intrusiveness_strain: float
    reactivity_median: float
    reactivity_spread: float
    half_life_median: float
    half_life_spread: float
    soothability_median: float
    soothability_spread: float
    curiosity_median: float
    curiosity_spread: float


class Home(NamedTuple):
    """The world `home`: how a year of everyday care goes."""

    months: float
    episodes_per_month: float
    exchanges_per_episode: float
    exchange_minutes: float
    pause_minutes: float
    distress_share: float
    caring_share: float
    distress_threat: float
    caring_threat: float
    play_threat: float
    threat_spread: float
    lingering: float
    intrusion_threat: float
    observed_episodes: float
    late_credit: float
    rater_spread: float


class StrangeSituation(NamedTuple):
    """The world `strange_situation`: its clock, its threats, and what stops a movement."""

    tick_seconds: float
    window_ticks: float
    shown_in_seconds: float
    episode_seconds: float
    cut_seconds: float
    longer_seconds: float
    settled_seconds: float
    room_threat: float
    stranger_threat: float
    separation_threat: float
    alone_threat: float
    intrusion_threat: float
    stillness: float
    wariness: float
    put_down: float
    near_scale: float
    stranger_soothing: float
    talk: float


class Stranger(NamedTuple):
    """The care of the stranger in the room, in the order of `names.CARE`."""

    sensitivity: float
    preoccupation: float
    dwell: float
    breakthrough: float
    rebuff: float
    fright: float
    intrusiveness: float


class Room(NamedTuple):
    """The room: places in metres, speeds."""

    width: float
    depth: float
    door_x: float
    door_y: float
    toys_x: float
    toys_y: float
    chair_x: float
    chair_y: float
    other_chair_x: float
    other_chair_y: float
    infant_speed: float
    adult_speed: float
    touch: float
    pause_ticks: float


class Coding(NamedTuple):
    """How behaviour in the room is scored and classed; thresholds are the project's own."""

    prompt_seconds: float
    kept_seconds: float
    greeting_seconds: float
    moved: float
    active_full: float
    contact_full: float
    protest_full: float
    away_full: float
    search_full: float
    distance_full: float
    conflict_full: float
    conflict_above: float
    a_turning_away: float
    a_closeness_below: float
    c_resistance: float
    second_weight: float
    coder_spread: float


class Parameters(NamedTuple):
    """All numbers, by section of the file."""

    appraisal: Appraisal
    alarm: Alarm
    signals: Signals
    answers: Answers
    learning: Learning
    everyday: Everyday
    fit: Fit
    population: Population
    home: Home
    strange_situation: StrangeSituation
    stranger: Stranger
    room: Room
    coding: Coding


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
    "fit": Fit,
    "population": Population,
    "home": Home,
    "strange_situation": StrangeSituation,
    "stranger": Stranger,
    "room": Room,
    "coding": Coding,
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
    if not isinstance(table, Mapping):
        raise BowlbyError(f"{where}: {section} is not a section; write [{section}.NAME] above each of its entries")
    _same_names(where, f"parameter of [{section}]", names, table)
    return {name: _read_entry(f"{where}: [{section}.{name}]", table[name]) for name in names}


def _read_entry(where: str, table: Mapping[str, Any]) -> Entry:
    if not isinstance(table, Mapping):
        raise BowlbyError(f"{where} is a bare value; give it its own lines for {', '.join(Entry._fields[:6])}")
    missing = [name for name in Entry._fields[:6] if name not in table]
    unknown = [name for name in table if name not in Entry._fields]
    if missing:
        raise BowlbyError(f"{where} is missing {', '.join(missing)}; add it")
    if unknown:
        raise BowlbyError(f"{where} has an unknown key {unknown[0]!r}; remove it or correct its name")
    _check_kinds(where, table)
    numbers = {name: float(table[name]) for name in ("default", "low", "high")}
    entry = Entry(**{**table, **numbers, "rows": tuple(table.get("rows", ()))})
    if not entry.low <= entry.default <= entry.high:
        raise BowlbyError(f"{where} is outside its range {entry.low:g} to {entry.high:g}; correct it")
    return entry


def _check_kinds(where: str, table: Mapping[str, Any]) -> None:
    for name in ("default", "low", "high"):
        if isinstance(table[name], bool) or not isinstance(table[name], int | float) or not isfinite(table[name]):
            raise BowlbyError(f"{where}: {name} is not a number; correct it")
    for name in ("unit", "meaning", "source", "why"):
        if not isinstance(table.get(name, ""), str):
            raise BowlbyError(f"{where}: {name} is not a text; put it in quotes")
    rows = table.get("rows", [])
    if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
        raise BowlbyError(f"{where}: rows is not a list of texts; write it like ['first row', 'second row']")


def _same_names(where: str, what: str, wanted: Any, found: Mapping[str, Any]) -> None:
    unknown = [name for name in found if name not in wanted]
    missing = [name for name in wanted if name not in found]
    if unknown:
        raise BowlbyError(f"{where}: unknown {what} {unknown[0]!r}; remove it or correct its name")
    if missing:
        raise BowlbyError(f"{where}: {what} '{missing[0]}' is missing; add it")
