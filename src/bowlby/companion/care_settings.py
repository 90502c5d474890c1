"""The sliders of care: what each spans, what a form or an address asks for, and settings to start from.

Every slider spans what nearly all figures of the lab's population do, by its parameters. Settings to start from are
described by the care alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple
from urllib.parse import urlencode

from bowlby.companion.language import N_, _, number
from bowlby.companion.words import CARE_WORDS, Words
from bowlby.errors import BowlbyError
from bowlby.names import CARE
from bowlby.parameters import load_parameters

FIRST_CHILD = 7
LAST_CHILD = 999_999
SPAN = 2.5
"""A slider reaches so many standard deviations from the middle of the population, on its own scale."""

USUAL = 1.28
"""Four figures in five are within so many."""

ASKED: Mapping[str, str] = {
    "sensitivity": N_("Answers warmly"),
    "preoccupation": N_("Attention is elsewhere"),
    "dwell": N_("Stays elsewhere for"),
    "breakthrough": N_("A loud call gets through"),
    "rebuff": N_("Turns the child away"),
    "fright": N_("Frightens the child"),
    "intrusiveness": N_("Breaks into play"),
}
"""The parts of care in plain words."""

PRESETS: Mapping[str, tuple[Words, Mapping[str, float]]] = {
    "middle": (Words(N_("In the middle"), N_("Every slider at the middle of the model's carers.")), {}),
    "there": (
        Words(N_("There, and warm"), N_("Attention seldom elsewhere, warm answers, hardly ever turned away.")),
        {"sensitivity": 1.3, "preoccupation": -1.4, "rebuff": -1.2, "fright": -1.0, "intrusiveness": -1.0},
    ),
    "loud": (
        Words(
            N_("Away, but loud calls get through"),
            N_("Attention often elsewhere and quickly back; a loud call is heard."),
        ),
        {"preoccupation": 1.1, "dwell": -1.0, "breakthrough": 1.5, "rebuff": -0.6},
    ),
    "unreached": (
        Words(
            N_("Away, and no call gets through"),
            N_("Attention often elsewhere for long; even a loud call is not heard."),
        ),
        {"preoccupation": 1.6, "dwell": 1.2, "breakthrough": -1.8},
    ),
    "turned-away": (
        Words(N_("Turned away"), N_("Signals are often turned away, the louder the more.")),
        {"sensitivity": -1.0, "preoccupation": 0.8, "breakthrough": -1.0, "rebuff": 1.7},
    ),
    "frightening": (
        Words(N_("Now and then frightening"), N_("The one who should comfort sometimes frightens.")),
        {"fright": 1.2},
    ),
}
"""Settings to start from, as standard deviations from the middle of the population; what is not named stays there."""


class Slider(NamedTuple):
    """One part of care as the page shows it, in percent, or in minutes where `unit` says so; words in English."""

    name: str
    asked: str
    label: str
    hint: str
    unit: str
    low: float
    high: float
    step: float
    middle: float
    usual: tuple[float, float]

    def said(self, value: float) -> str:
        """A value in words: "35 %", "3 min"."""
        return f"{number(value)}\u00a0{_(self.unit)}"


class Setting(NamedTuple):
    """What is asked for: care in the units of the sliders, in the order of `names.CARE`; the child's number.

    `against` is another care to compare with, or None.
    """

    care: tuple[float, ...]
    child: int
    against: tuple[float, ...] | None = None

    def model_care(self) -> tuple[float, ...]:
        """The care as the model takes it: shares, and minutes."""
        return in_model(self.care)

    def query(self) -> str:
        """The setting as the end of an address."""
        fields: dict[str, str] = {name: f"{value:g}" for name, value in zip(CARE, self.care, strict=True)}
        fields["child"] = str(self.child)
        if self.against:
            fields["against"] = listed(self.against)
        return urlencode(fields)


def in_model(care: tuple[float, ...]) -> tuple[float, ...]:
    """Care in the units of the sliders as the model takes it."""
    return tuple(
        value if slider.unit == "min" else round(value / 100, 6) for slider, value in zip(sliders(), care, strict=True)
    )


@cache
def sliders() -> tuple[Slider, ...]:
    """The sliders in the order of `names.CARE`."""
    return tuple(_slider(name) for name in CARE)


def _slider(name: str) -> Slider:
    step = 0.5 if name in ("dwell", "fright") else 1.0
    low = math.floor(_placed(name, -SPAN) / step) * step
    return Slider(
        name,
        ASKED[name],
        *CARE_WORDS[name],
        unit=N_("min") if name == "dwell" else "%",
        low=max(low, step) if name == "dwell" else low,
        high=math.ceil(_placed(name, SPAN) / step) * step,
        step=step,
        middle=_stepped(_placed(name, 0), step),
        usual=(_stepped(_placed(name, -USUAL), step), _stepped(_placed(name, USUAL), step)),
    )


def preset(name: str) -> tuple[float, ...]:
    """The care of a setting to start from.

    Raises:
        BowlbyError: there is none of that name.
    """
    if name not in PRESETS:
        raise BowlbyError(_("there is no such setting to start from; choose one of the buttons"))
    scores = PRESETS[name][1]
    return tuple(_stepped(_placed(slider.name, scores.get(slider.name, 0.0)), slider.step) for slider in sliders())


def setting_of(query: Mapping[str, str]) -> Setting:
    """Read what a form or an address asks for; what is not said is at the middle.

    Raises:
        BowlbyError: says which slider is out of its range, and the range.
    """
    against = query.get("against", "").strip()
    chosen = query.get("preset", "").strip()
    care = preset(chosen) if chosen else tuple(_value(slider, query.get(slider.name, "")) for slider in sliders())
    return Setting(care, _child(query.get("child", "")), _read_list(against) if against else None)


def listed(care: tuple[float, ...]) -> str:
    """Care as one text, for a hidden field."""
    return ",".join(f"{value:g}" for value in care)


def _read_list(text: str) -> tuple[float, ...]:
    parts = text.split(",")
    if len(parts) != len(CARE):
        raise BowlbyError(_("the care to compare with could not be read; keep one again with the button"))
    return tuple(_value(slider, part) for slider, part in zip(sliders(), parts, strict=True))


def _value(slider: Slider, text: str) -> float:
    if not text.strip():
        return slider.middle
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not slider.low <= value <= slider.high:
        raise BowlbyError(
            _(
                "“%(slider)s” can be set from %(low)s to %(high)s; move its slider, or write a number in that range",
                slider=_(slider.asked),
                low=number(slider.low),
                high=slider.said(slider.high),
            )
        )
    return round(value, 4)


def _child(text: str) -> int:
    if not text.strip():
        return FIRST_CHILD
    if not re.fullmatch(r"[0-9]{1,6}", text.strip()):
        raise BowlbyError(_("the number of the child must be a whole number from 0 to %(last)s", last=LAST_CHILD))
    return int(text)


def _placed(name: str, score: float) -> float:
    """The value so many standard deviations from the middle of the population, in the slider's unit."""
    population = load_parameters().population
    middle, spread = getattr(population, f"{name}_median"), getattr(population, f"{name}_spread")
    if name == "dwell":
        return middle * math.exp(spread * score)
    return 100 / (1 + (1 / middle - 1) * math.exp(-spread * score))


def _stepped(value: float, step: float) -> float:
    return round(value / step) * step
