"""Practices that lead to another person: a reassurance experiment, and a talk that names need and fear."""

from __future__ import annotations

from bowlby.companion.guides.shape import WITH_SOMEONE, Guide, Step
from bowlby.companion.language import _


def _reassurance_experiment() -> tuple[Step, ...]:
    return (
        Step(
            "need",
            _("What do you want to be told?"),
            (
                _(
                    "Wanting to hear that all is well is no fault, and this is not about asking less. It is about "
                    "seeing what you expect, what you ask for, and what comes."
                ),
            ),
            ask=_("What I would like to hear (only if you want)"),
        ),
        Step(
            "who",
            _("Whom would you ask?"),
            (_("Someone with whom you feel safe enough to be turned down once."),),
            kind="who",
        ),
        Step(
            "predict",
            _("Predict"),
            (
                _("Before you ask: how likely does a warm answer seem to you right now?"),
                _(
                    "Go by what you feel, not by what you think you should say. It is written down, and can be "
                    "compared later."
                ),
            ),
            kind="warmth",
            ask=_("What I fear will happen (only if you want)"),
        ),
        Step(
            "ask",
            _("Ask for support rather than for certainty"),
            (
                _(
                    "“Do you still love me? Are you sure?” asks for certainty. An answer to that holds for an hour. "
                    "Support can be given whatever the future holds."
                ),
                _("Choose a moment in which the other is not in the middle of something. For example:"),
            ),
            points=(
                _("I am uneasy tonight. Would you sit with me for ten minutes?"),
                _("I would like to hear your voice. Is there a time today when we could talk?"),
                _("Nothing needs to be solved. I would just like you to know that this was a hard day."),
            ),
            ask=_("How I will ask (only if you want)"),
        ),
        Step(
            "wait",
            _("Ask, and let it come back"),
            (
                _("Ask when you are ready; that can be today or in some days."),
                _(
                    "If you agree on the next page, this is kept as a moment that stays open. It will ask you what "
                    "really came, and set it beside your prediction. One answer proves nothing in either direction; "
                    "several begin to tell you something."
                ),
            ),
        ),
    )


REASSURANCE_EXPERIMENT = Guide(
    name="reassurance-experiment",
    when=WITH_SOMEONE,
    what_for=lambda: _("When you want to ask whether all is well between you."),
    how_long=lambda: _("five minutes, and a look back later"),
    sources=("evraire2022",),
    danger_first=True,
    steps=_reassurance_experiment,
    comes_back=True,
)


def _prepared_talk() -> tuple[Step, ...]:
    return (
        Step(
            "who",
            _("With whom?"),
            (
                _(
                    "A talk like this needs someone who is willing to listen, and a time when neither of you is in a "
                    "rush, angry or worn out."
                ),
            ),
            kind="who",
        ),
        Step(
            "happened",
            _("What happened"),
            (_("One situation, the way a camera saw it. Not “you always”."),),
            ask=_("When …"),
        ),
        Step(
            "feel",
            _("What it does to you"),
            (_("The softer feeling beneath the loud one: often fear, loneliness or shame beneath anger."),),
            ask=_("Then I feel …"),
        ),
        Step(
            "fear",
            _("What you are afraid of"),
            (_("What do you fear it means? Say it as a fear, not as a fact about the other."),),
            ask=_("And I am afraid that …"),
        ),
        Step(
            "need",
            _("What you need"),
            (_("Closeness, a sign, plans one can count on, time, to be asked. A need is no demand."),),
            ask=_("What I need is …"),
        ),
        Step(
            "wish",
            _("One wish that can be granted"),
            (
                _("Small, concrete, for this week. One that may be declined without everything being lost."),
                _("And what would you like to hear from the other: what is it like for them?"),
            ),
            ask=_("My wish, and my question to you"),
        ),
    )


PREPARED_TALK = Guide(
    name="prepared-talk",
    when=WITH_SOMEONE,
    what_for=lambda: _("When something needs to be said, and it keeps coming out as a reproach."),
    how_long=lambda: _("ten minutes, then the talk itself"),
    sources=("roddy2020", "conradi2018"),
    danger_first=True,
    steps=_prepared_talk,
    takes_along=True,
)
