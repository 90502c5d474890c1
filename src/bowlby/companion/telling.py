"""What happens on the page Understand, in sentences: for screen readers, for print, and for whoever prefers to read.

They tell what a simulated child does. Names of regions stay in the legend of the figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from bowlby.companion.care_settings import Setting, sliders
from bowlby.companion.language import N_, _, joined, ngettext, number
from bowlby.names import SIGNALS

HOLD = SIGNALS.index("hold")
SENT = tuple(n for n in range(len(SIGNALS)) if n != HOLD)
REUNIONS, SEPARATIONS = (5, 8), (4, 6, 7)
GREETING_SECONDS = 15.0

TITLES: Mapping[int, str] = {
    1: N_("Shown in"),
    2: N_("With the carer"),
    3: N_("A stranger joins"),
    4: N_("The carer leaves"),
    5: N_("The carer returns"),
    6: N_("Alone"),
    7: N_("The stranger returns"),
    8: N_("The carer returns"),
}
AFTER = {"hold": N_("keeping it in"), "reach": N_("reaching"), "plea": N_("pleading"), "protest": N_("protesting")}
GREETINGS = {
    "hold": N_("stays with what it was doing at first"),
    "reach": N_("reaches for its carer"),
    "plea": N_("cries for its carer"),
    "protest": N_("protests at its carer"),
}
PLAY = ((0.66, N_("plays most of the time")), (0.25, N_("plays now and then")), (0.05, N_("hardly plays")))
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
    for episode, run in groupby(range(len(numbers)), lambda tick: numbers[tick]):
        within = list(run)
        rows = {name: [values[tick] for tick in within] for name, values in ticks.items()}
        told = _episode(episode, rows, played)
        found.append(Episode(episode, _(TITLES[episode]), within[0], within[-1], told))
    return found


def _episode(episode: int, rows: Mapping[str, Sequence[Any]], played: Mapping[str, Any]) -> str:
    second = played["tick_seconds"]
    parts = [_greeting(rows, second)] if episode in REUNIONS else []
    share = sum(rows["exploring"]) / len(rows["exploring"])
    parts += [_(words) for least, words in PLAY if share >= least][:1]
    if cried := sum(rows["crying"]) * second:
        parts.append(_("cries for %(time)s", time=seconds(cried)))
    if held := sum(rows["in_contact"]) * second:
        parts.append(_("is in the carer’s arms for %(time)s", time=seconds(held)))
    if held := sum(rows["held_by_stranger"]) * second:
        parts.append(_("is in the stranger’s arms for %(time)s", time=seconds(held)))
    doing = joined(parts) or _("does little that can be seen")
    first, last = (10 * rows["alarm"][at] for at in (0, -1))
    alarm = {"first": number(first, 1), "last": number(last, 1)}
    told = _("The child %(doing)s; its alarm goes from %(first)s to %(last)s of 10.", doing=doing, **alarm)
    return " ".join([told, *_asides(episode, rows, played)])


def _greeting(rows: Mapping[str, Sequence[Any]], second: float) -> str:
    first = max(1, round(GREETING_SECONDS / second))
    sent = next((signal for signal in rows["signal"][:first] if signal > HOLD), HOLD)
    return _(GREETINGS[SIGNALS[sent]])


def _asides(episode: int, rows: Mapping[str, Sequence[Any]], played: Mapping[str, Any]) -> list[str]:
    """What else is worth a sentence: an episode cut short or lengthened, movements that stop half-way, fright."""
    length, full = len(rows["alarm"]) * played["tick_seconds"], played["full_seconds"]
    said = []
    if episode in SEPARATIONS and length < full:
        said.append(_("It is cut short after %(time)s, since the child cries without a break.", time=seconds(length)))
    if episode in REUNIONS and length > full:
        said.append(_("It is made longer, %(time)s, since the child is not settled yet.", time=seconds(length)))
    if still := sum(rows["still"]):
        time = seconds(still * played["tick_seconds"])
        said.append(_("For %(time)s it stands still, a movement broken off.", time=time))
    if startled := sum(rows["startled"]):
        said.append(_("The one who should comfort frightens it %(times)s.", times=_times(startled)))
    return said


def year(played: Mapping[str, Any]) -> str:
    """What the child has come to expect, in sentences."""
    last = {name: values[-1] for name, values in played["year"].items()}
    comfort = [_("%(n)s after %(signal)s", n=of_hundred(last["comfort"][n]), signal=_(AFTER[SIGNALS[n]])) for n in SENT]
    return _(
        "After the year the child expects, of 100 times, comfort in %(comfort)s; to be turned away in %(rebuff)s; "
        "to lose attention that was there in %(loss)s; and to be frightened in %(fright)s.",
        comfort=joined(comfort),
        rebuff=joined([of_hundred(last["rebuff"][n]) for n in SENT]),
        loss=of_hundred(last["loss"]),
        fright=of_hundred(last["fright"]),
    )


def crowd(played: Mapping[str, Any]) -> str:
    """Where the child stands among the many, in a sentence."""
    many, member = played["crowd"], played["member"]
    close, anger = (many[name][member] for name in ("closeness", "anger"))
    return _(
        "Child %(child)s stands at %(close)s of 7 for closeness sought and at %(anger)s of 7 for anger "
        "and crying; the %(count)s together are at %(closes)s and %(angers)s on average.",
        child=played["child"],
        close=number(close, 1),
        anger=number(anger, 1),
        count=len(many["anger"]),
        closes=number(mean(many["closeness"]), 1),
        angers=number(mean(many["anger"]), 1),
    )


def changed(before: Mapping[str, Any], after: Mapping[str, Any], setting: Setting) -> str:
    """What another care changed for the same child, and for the many, in one sentence; empty without another care."""
    moved = moved_sliders(setting)
    if not moved:
        return ""
    now, then = _told(after), _told(before)
    sizes = {name: abs(now[name][0] - then[name][0]) for name in now}
    clear = sorted((name for name in now if sizes[name] >= LEAST), key=lambda name: -sizes[name])
    shown = [name for name in clear if name != "anger"][:2] + ["anger"] * ("anger" in clear)
    told = [_("%(now)s instead of %(then)s", now=now[name][1], then=then[name][2]) for name in shown]
    return _("With %(moved)s, the same child %(told)s.", moved=moved, told=joined(told) or _("does much the same"))


def moved_sliders(setting: Setting) -> str:
    """Which sliders differ from the care compared with, in words."""
    if not setting.against:
        return ""
    pairs = zip(sliders(), setting.care, setting.against, strict=True)
    moved = [(slider, now, then) for slider, now, then in pairs if now != then]
    if len(moved) > 2:
        return ngettext("%(n)s slider moved", "%(n)s sliders moved", len(moved))
    said = N_("“%(slider)s” at %(now)s instead of %(was)s")
    return joined(
        [_(said, slider=_(slider.asked), now=slider.said(now), was=slider.said(was)) for slider, now, was in moved]
    )


def _told(played: Mapping[str, Any]) -> dict[str, tuple[float, str, str]]:
    """What can differ between two cares: a size, how the sentence goes now, and what stood there before."""
    ticks, second = played["ticks"], played["tick_seconds"]
    told = {}
    cried, held = sum(ticks["crying"]) * second, sum(ticks["in_contact"]) * second
    told["cried"] = (cried / 60, _("cries for %(time)s", time=seconds(cried)), seconds(cried))
    told["held"] = (held / 60, _("is in the carer’s arms for %(time)s", time=seconds(held)), seconds(held))
    last = {name: values[-1] for name, values in played["year"].items()}
    comfort = N_("expects comfort after %(signal)s in %(n)s of 100 times")
    rebuff = N_("expects to be turned away after %(signal)s in %(n)s of 100 times")
    for name, words in (("comfort", comfort), ("rebuff", rebuff)):
        for n in SENT:
            chance, signal = of_hundred(last[name][n]), SIGNALS[n]
            told[f"{name}-{signal}"] = (5 * last[name][n], _(words, signal=_(AFTER[signal]), n=chance), chance)
    loss, fright = N_("expects attention to be lost in %(n)s of 100 times"), N_("expects fright in %(n)s of 100 times")
    for name, words in (("loss", loss), ("fright", fright)):
        chance = of_hundred(last[name])
        told[name] = (10 * last[name], _(words, n=chance), chance)
    return told | {"anger": _anger(played["crowd"]["anger"])}


def _anger(many: Sequence[float]) -> tuple[float, str, str]:
    anger = mean(many)
    said = N_("stands among %(count)s whose anger and crying on return are %(anger)s of 7 on average")
    return anger, _(said, count=len(many), anger=number(anger, 1)), number(anger, 1)


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
        rows.append([number(found["month"][look]), *comfort, rebuff, of_hundred(found["loss"][look])])
    return rows


def seconds(time: float) -> str:
    """A short time as people say it."""
    minutes, rest = divmod(round(time), 60)
    parts = [ngettext("%(n)s minute", "%(n)s minutes", minutes)] if minutes else []
    parts += [ngettext("%(n)s second", "%(n)s seconds", rest)] if rest or not minutes else []
    return " ".join(parts)


def of_hundred(share: float) -> str:
    """A share as a whole number of a hundred."""
    return f"{100 * share:.0f}"


def mean(values: Sequence[float]) -> float:
    """The plain mean."""
    return sum(values) / len(values)


def _times(count: int) -> str:
    if count <= 2:
        return _("once") if count == 1 else _("twice")
    return ngettext("%(n)s time", "%(n)s times", count)
