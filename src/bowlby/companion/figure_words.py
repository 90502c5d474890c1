"""The words inside figures, marked for translation, and how figures speak the language of a page.

Figures stand below the companion and know nothing of it, so their English texts are listed here once more; a test
draws every figure and holds what it asks for against this list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.numbers import get_decimal_symbol, get_group_symbol

from bowlby.companion.language import N_, _, current, ngettext, number

if TYPE_CHECKING:
    from bowlby.plots.wording import Speech

WORDS = (
    N_("Dot: best estimate. Bar: where it lies with 90\u00a0% certainty. Open dot: could be no difference."),
    N_("too few records so far"),
    N_("while it lasts"),
    N_("alarm lower"),
    N_("alarm higher"),
    N_("stays up"),
    N_("settles"),
    N_("%(title)s. In %(unit)s, with 90\u00a0%% intervals."),
    N_("%(low)s to %(high)s"),
    N_("%(n)s\u00a0%%"),
    N_("%(n)s hours"),
    N_("%(n)s days"),
    N_("How long a rise of the alarm takes to fade"),
    N_("Line: best estimate. Band: where it lies with 90\u00a0% certainty."),
    N_("Half of a rise is gone after about %(half)s (90\u00a0%% interval: %(span)s)."),
    N_("After %(time)s %(left)s of it is left (%(low)s to %(high)s)."),
    N_("none left"),
    N_("half"),
    N_("all"),
    N_("hours after the rise"),
    N_("minutes after the rise"),
    N_("Warm answers: expected, and what came"),
    N_("Warm answers expected"),
    N_("Warm answers that came"),
    N_("Bar: where the expectation lies against what came, with 90\u00a0% certainty."),
    N_("Expected: %(stated)s. Came: %(observed)s."),
    N_(
        "Over %(moments)s, what came may not differ from what was expected (90\u00a0%% interval: %(more)s points "
        "more often to %(less)s less often)."
    ),
    N_(
        "Over %(moments)s, warm answers came less often than expected: by %(size)s points (90\u00a0%% interval: "
        "%(near)s to %(far)s)."
    ),
    N_(
        "Over %(moments)s, warm answers came more often than expected: by %(size)s points (90\u00a0%% interval: "
        "%(near)s to %(far)s)."
    ),
    N_("Warmth: how likely it seemed, how often it came"),
    N_("how likely it seemed"),
    N_("how often it came"),
    N_(
        "Dot: how often warmth came. Bar: where that lies with 90\u00a0% certainty. "
        "Dotted line: exactly as often as it seemed."
    ),
    N_(
        "Where it seemed %(stated)s\u00a0%% likely, it came %(observed)s times of 100 (%(low)s to %(high)s), %(count)s."
    ),
    N_("Dot: mean. Bar: where it lies with 90\u00a0% certainty."),
    N_("%(label)s: %(count)s, too few records."),
    N_("%(label)s: %(value)s (%(low)s to %(high)s), %(count)s."),
)
"""Every text that the companion's figures ask for; those that count are in `counts`."""


def counts(count: int) -> dict[str, str]:
    """Everything that figures count, by its English plural."""
    return {
        "%(n)s moments": ngettext("%(n)s moment", "%(n)s moments", count),
        "%(n)s answered moments": ngettext("%(n)s answered moment", "%(n)s answered moments", count),
        "%(n)s minutes": ngettext("%(n)s minute", "%(n)s minutes", count),
        "%(n)s hours": ngettext("%(n)s hour", "%(n)s hours", count),
        "%(n)s days": ngettext("%(n)s day", "%(n)s days", count),
    }


def speech() -> Speech:
    """How figures speak in the language of the page."""
    from bowlby.plots.wording import Speech

    return Speech(
        text=_,
        plural=lambda one, many, count: current().words.ngettext(one, many, count),
        number=lambda value, digits: number(value, digits),
        decimal=get_decimal_symbol(current().locale),
        group=get_group_symbol(current().locale),
    )
