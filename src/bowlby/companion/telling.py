"""What happens on the page Understand, in sentences: for screen readers, for print, and for whoever prefers to read.

They tell what a simulated child does. Names of regions stay in the legend of the figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from bowlby.companion.care_settings import Setting, sliders
from bowlby.names import SIGNALS

HOLD = SIGNALS.index("hold")
SENT = tuple(n for n in range(len(SIGNALS)) if n != HOLD)
REUNIONS, SEPARATIONS = (5, 8), (4, 6, 7)
GREETING_SECONDS = 15.0

TITLES: Mapping[int, str] = {
    1: "Shown in",
    2: "With the carer",
    3: "A stranger joins",
    4: "The carer leaves",
    5: "The carer returns",
    6: "Alone",
    7: "The stranger returns",
    8: "The carer returns",
}
AFTER = {"hold": "keeping it in", "reach": "reaching", "plea": "pleading", "protest": "protesting"}
GREETINGS = {
    "hold": "stays with what it was doing at first",
    "reach": "reaches for its carer",
    "plea": "cries for its carer",
    "protest": "protests at its carer",
}
PLAY = ((0.66, "plays most of the time"), (0.25, "plays now and then"), (0.05, "hardly plays"))
LEAST = 0.4
"""A difference smaller than this is not worth telling; sizes are scaled so that 1 is clear to see."""


class Episode(NamedTuple):
    """One episode as the page tells it; `first` and `last` are its ticks."""

    number: int
    title: str
    first: int
    last: int
    text: str


def episodes(played: Mapping[str, Any]) -> list[Episode]:
    """The episodes of one child's Strange Situation, in sentences."""
    ticks, numbers = played["ticks"], played["ticks"]["episode"]
    found = []
    for number, run in groupby(range(len(numbers)), lambda tick: numbers[tick]):
        within = list(run)
        rows = {name: [values[tick] for tick in within] for name, values in ticks.items()}
        found.append(Episode(number, TITLES[number], within[0], within[-1], _episode(number, rows, played)))
    return found


def _episode(number: int, rows: Mapping[str, Sequence[Any]], played: Mapping[str, Any]) -> str:
    second = played["tick_seconds"]
    parts = [_greeting(rows, second)] if number in REUNIONS else []
    share = sum(rows["exploring"]) / len(rows["exploring"])
    parts += [words for least, words in PLAY if share >= least][:1]
    if cried := sum(rows["crying"]) * second:
        parts.append(f"cries for {seconds(cried)}")
    for name, who in (("in_contact", "carer"), ("held_by_stranger", "stranger")):
        if held := sum(rows[name]) * second:
            parts.append(f"is in the {who}’s arms for {seconds(held)}")
    doing = joined(parts) or "does little that can be seen"
    first, last = (10 * rows["alarm"][at] for at in (0, -1))
    return f"The child {doing}; its alarm goes from {first:.1f} to {last:.1f} of 10.{_aside(number, rows, played)}"


def _greeting(rows: Mapping[str, Sequence[Any]], second: float) -> str:
    first = max(1, round(GREETING_SECONDS / second))
    sent = next((signal for signal in rows["signal"][:first] if signal > HOLD), HOLD)
    return GREETINGS[SIGNALS[sent]]


def _aside(number: int, rows: Mapping[str, Sequence[Any]], played: Mapping[str, Any]) -> str:
    """What else is worth a sentence: an episode cut short or lengthened, movements that stop half-way, fright."""
    length, full = len(rows["alarm"]) * played["tick_seconds"], played["full_seconds"]
    said = ""
    if number in SEPARATIONS and length < full:
        said += f" It is cut short after {seconds(length)}, since the child cries without a break."
    if number in REUNIONS and length > full:
        said += f" It is made longer, {seconds(length)}, since the child is not settled yet."
    if still := sum(rows["still"]):
        said += f" For {seconds(still * played['tick_seconds'])} it stands still, a movement broken off."
    if startled := sum(rows["startled"]):
        said += f" The one who should comfort frightens it {_times(startled)}."
    return said


def year(played: Mapping[str, Any]) -> str:
    """What the child has come to expect, in sentences."""
    last = {name: values[-1] for name, values in played["year"].items()}
    comfort = joined([f"{of_hundred(last['comfort'][n])} after {AFTER[SIGNALS[n]]}" for n in SENT])
    rebuff = joined([of_hundred(last["rebuff"][n]) for n in SENT])
    return (
        f"After the year the child expects, of 100 times, comfort in {comfort}; to be turned away in {rebuff}; "
        f"to lose attention that was there in {of_hundred(last['loss'])}; and to be frightened in "
        f"{of_hundred(last['fright'])}."
    )


def crowd(played: Mapping[str, Any]) -> str:
    """Where the child stands among the many, in a sentence."""
    many, member = played["crowd"], played["member"]
    close, anger = (many[name][member] for name in ("closeness", "anger"))
    return (
        f"Child {played['child']} stands at {close:.1f} of 7 for closeness sought and at {anger:.1f} of 7 for anger "
        f"and crying; the {len(many['anger'])} together are at {mean(many['closeness']):.1f} and "
        f"{mean(many['anger']):.1f} on average."
    )


def changed(before: Mapping[str, Any], after: Mapping[str, Any], setting: Setting) -> str:
    """What another care changed for the same child, and for the many, in one sentence; empty without another care."""
    moved = moved_sliders(setting)
    if not moved:
        return ""
    now, then = _told(after), _told(before)
    sizes = {name: abs(now[name][0] - then[name][0]) for name in now}
    clear = sorted((name for name in now if sizes[name] >= LEAST), key=lambda name: -sizes[name])
    told = [f"{now[name][1]} instead of {then[name][2]}" for name in clear if name != "anger"][:2]
    if "anger" in clear:
        told.append(f"{now['anger'][1]} instead of {then['anger'][2]}")
    return f"With {moved}, the same child {joined(told) or 'does much the same'}."


def moved_sliders(setting: Setting) -> str:
    """Which sliders differ from the care compared with, in words."""
    if not setting.against:
        return ""
    pairs = zip(sliders(), setting.care, setting.against, strict=True)
    moved = [(slider, now, then) for slider, now, then in pairs if now != then]
    if len(moved) > 2:
        return f"{len(moved)} sliders moved"
    return joined(
        [f"“{slider.asked}” at {slider.said(now)} instead of {slider.said(was)}" for slider, now, was in moved]
    )


def _told(played: Mapping[str, Any]) -> dict[str, tuple[float, str, str]]:
    """What can differ between two cares: a size, how the sentence goes now, and what stood there before."""
    ticks, second = played["ticks"], played["tick_seconds"]
    told = {}
    cried = sum(ticks["crying"]) * second
    told["cried"] = (cried / 60, f"cries for {seconds(cried)}", seconds(cried))
    held = sum(ticks["in_contact"]) * second
    told["held"] = (held / 60, f"is in the carer’s arms for {seconds(held)}", seconds(held))
    last = {name: values[-1] for name, values in played["year"].items()}
    for name, words in (("comfort", "expects comfort after"), ("rebuff", "expects to be turned away after")):
        for n in SENT:
            signal = SIGNALS[n]
            chance = of_hundred(last[name][n])
            told[f"{name}-{signal}"] = (5 * last[name][n], f"{words} {AFTER[signal]} in {chance} of 100 times", chance)
    for name, words in (("loss", "expects attention to be lost in"), ("fright", "expects fright in")):
        told[name] = (10 * last[name], f"{words} {of_hundred(last[name])} of 100 times", of_hundred(last[name]))
    return told | {"anger": _anger(played["crowd"]["anger"])}


def _anger(many: Sequence[float]) -> tuple[float, str, str]:
    anger = mean(many)
    words = f"stands among {len(many)} whose anger and crying on return are {anger:.1f} of 7 on average"
    return anger, words, f"{anger:.1f}"


def words_of(played: Mapping[str, Any], before: Mapping[str, Any] | None, setting: Setting) -> dict[str, Any]:
    """Every sentence of the page."""
    return {
        "year": year(played),
        "months": months(played),
        "episodes": [episode._asdict() for episode in episodes(played)],
        "crowd": crowd(played),
        "changed": changed(before, played, setting) if before else "",
    }


def months(played: Mapping[str, Any]) -> list[list[str]]:
    """The year as a table: month, comfort after each signal that is sent, turned away after reaching, loss."""
    found, kept = played["year"], len(played["year"]["month"]) - 1
    rows = []
    for look in sorted({round(kept * part / 4) for part in range(5)}):
        comfort = [of_hundred(found["comfort"][look][n]) for n in SENT]
        rebuff = of_hundred(found["rebuff"][look][SENT[0]])
        rows.append([f"{found['month'][look]:g}", *comfort, rebuff, of_hundred(found["loss"][look])])
    return rows


def seconds(number: float) -> str:
    """A short time as people say it."""
    minutes, rest = divmod(round(number), 60)
    parts = [f"{minutes} minute{'' if minutes == 1 else 's'}"] if minutes else []
    parts += [f"{rest} second{'' if rest == 1 else 's'}"] if rest or not minutes else []
    return " ".join(parts)


def joined(parts: Sequence[str]) -> str:
    """Parts of a sentence as a list: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def of_hundred(share: float) -> str:
    """A share as a whole number of a hundred."""
    return f"{100 * share:.0f}"


def mean(values: Sequence[float]) -> float:
    """The plain mean."""
    return sum(values) / len(values)


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
