"""What the page on change says: each thing month by month, and the latest month against all before it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bowlby.companion.language import N_, _, ngettext, number
from bowlby.companion.reading import more_words
from bowlby.companion.times import month_label
from bowlby.companion.words import signal_label
from bowlby.inference.more import POINTS, SHARE, more_to_settle

TITLES: Mapping[str, tuple[str, str]] = {
    "alarm_at_moments": (
        N_("The alarm at moments you wrote down"),
        N_("Points of 10, as rated at the moment. It also hangs on which moments you write down."),
    ),
    "alarm_at_checkins": (
        N_("The alarm at check-ins that were asked for"),
        N_("Points of 10. The times were not of your choosing, so this is the fairest picture of ordinary hours."),
    ),
    "warm_answers": (N_("How often warmth came"), N_("Of 100 answers that are known.")),
    "gap": (
        N_("Warmth: expected, less what came"),
        N_("Of 100. Below zero, more warmth came than you expected; at zero, your expectations fit."),
    ),
    "security": (
        N_("How close, sure and free it felt"),
        N_(
            "Points of 10, from check-ins with at least two of the three questions. They are this notebook’s own; "
            "no study has tested them."
        ),
    ),
    "state-security": (
        N_("Held and free"),
        N_("The mean of three sentences: close to someone, sure of someone, free."),
    ),
    "state-anxiety": (
        N_("Worry about someone"),
        N_("The mean of three sentences: whether I still mattered, waiting for word, wanting to ask again."),
    ),
    "state-avoidance": (
        N_("Keeping to oneself"),
        N_("The mean of two sentences: holding back, rather managing with nobody around."),
    ),
}
"""Title and explanation of each thing that is followed; a signal has those of `signal_title`."""


@dataclass(frozen=True, slots=True)
class Month:
    """One row of a table: a month such as `2026-03`, its mean and interval, or what is missing."""

    name: str
    label: str
    mean: str
    interval: str
    count: str


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing over the months; `figure` is the name of its figure."""

    what: str
    title: str
    words: str
    sentence: str
    more: str
    months: tuple[Month, ...]
    figure: str


def followed(rows: Iterable[Mapping[str, Any]]) -> list[Followed]:
    """Everything of which at least one month can be told, in the order of the result."""
    return [_followed(row) for row in rows if any(month["enough"] for month in row["months"])]


def missing(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """What has records, but too few for any month: its title and how many more the last month would take."""
    few = [row for row in rows if not any(month["enough"] for month in row["months"])]
    return [
        _(
            "%(title)s: %(needed)s",
            title=title_of(row["what"])[0],
            needed=_needed(row["months"][-1]["needed"]),
        )
        for row in few
    ]


def title_of(what: str) -> tuple[str, str]:
    """Title and explanation, in the language of the page."""
    if what in TITLES:
        title, words = TITLES[what]
        return _(title), _(words)
    return _("What you did: %(signal)s", signal=signal_label(what)), _("Of 100 moments in which you said what you did.")


def _followed(row: Mapping[str, Any]) -> Followed:
    title, words = title_of(row["what"])
    sentence, more = _sentence(row)
    months = tuple(_month(month, row["unit"]) for month in reversed(row["months"]))
    return Followed(row["what"], title, words, sentence, more, months, f"months-{row['what']}")


def _month(month: Mapping[str, Any], unit: str) -> Month:
    places = places_of(unit)
    name, count = month["month"], number(month["count"])
    if not month["enough"]:
        return Month(name, month_label(name), "", _needed(month["needed"]), count)
    span = _("%(low)s to %(high)s", low=number(month["low"], places), high=number(month["high"], places))
    return Month(name, month_label(name), number(month["mean"], places), span, count)


def _sentence(row: Mapping[str, Any]) -> tuple[str, str]:
    """The latest month against all before it, and what would settle it."""
    latest = row["latest"]
    month = month_label(latest["month"], long=True)
    if not latest["enough"]:
        return _("Too early to say what changed: %(needed)s.", needed=_needed(latest["needed"])), ""
    places = places_of(row["unit"])
    low, high = sorted((abs(latest["low"]), abs(latest["high"])))
    given = {"month": month, "size": number(abs(latest["difference"]), places)}
    given |= {"low": number(low, places), "high": number(high, places)}
    if latest["low"] <= 0 <= latest["high"]:
        text = _(
            "%(month)s is not clearly different from the months before: between %(low)s lower and %(high)s higher.",
            **given | {"low": number(-latest["low"], places), "high": number(latest["high"], places)},
        )
    elif latest["difference"] > 0:
        text = _("In %(month)s it was higher than before, by %(size)s (probably %(low)s to %(high)s).", **given)
    else:
        text = _("In %(month)s it was lower than before, by %(size)s (probably %(low)s to %(high)s).", **given)
    width = POINTS if row["unit"] == "points" else SHARE
    fixed = latest.get("half_before") or 0.0  # a result from before this was told has none
    more = more_to_settle(latest["low"], latest["high"], latest["count"], width, fixed=fixed)
    return f"{text} {_behind(latest)}", more_words(more)


def _behind(latest: Mapping[str, Any]) -> str:
    return _("From %(count)s records against %(before)s before.", count=latest["count"], before=latest["before"])


def _needed(count: int) -> str:
    return ngettext("%(n)s more needed", "%(n)s more needed", count)


def places_of(unit: str) -> int:
    """Digits after the point: points of alarm have one, numbers of a hundred none."""
    return 1 if unit == "points" else 0


def clear(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Sentences on what is clearly different in the latest month; what is not is left out."""
    return [
        f"{title_of(row['what'])[0]}: {_sentence(row)[0]}"
        for row in rows
        if row["latest"]["enough"] and not row["latest"]["low"] <= 0 <= row["latest"]["high"]
    ]
