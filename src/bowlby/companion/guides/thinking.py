"""Practices that work with words: naming the feeling, the view from outside, and reading the event anew."""

from __future__ import annotations

from bowlby.companion.guides.shape import IN_THE_MOMENT, Guide, Step
from bowlby.companion.language import _


def _feelings() -> tuple[str, ...]:
    return (
        *(_("afraid"), _("uneasy"), _("lonely"), _("left out"), _("rejected"), _("jealous"), _("hurt"), _("ashamed")),
        *(_("angry"), _("disappointed"), _("sad"), _("longing"), _("helpless"), _("empty"), _("tense"), _("tired")),
    )


def _naming() -> tuple[Step, ...]:
    return (
        Step(
            "where",
            _("Where is it?"),
            (
                _("Before any word: where in the body do you notice it most? Throat, chest, belly, hands?"),
                _("Is it tight, hot, heavy, fluttering, hollow? You need not change it."),
            ),
        ),
        Step(
            "word",
            _("Find the word that fits"),
            (
                _("Try words on like shoes. One may fit, or two at once; it may also be a word that is not here."),
                _("Say to yourself: there is … . Not: I am … ."),
            ),
            choose=_feelings(),
            ask=_("Another word"),
        ),
        Step(
            "leave",
            _("Leave it at that"),
            (
                _(
                    "A feeling has a name now; there is nothing to explain and nothing to solve for the moment. "
                    "Look around the room once."
                ),
                _(
                    "Naming and looking at the event in another way may get in each other's way, so do them at "
                    "different times. If you want to look again later, let a quarter of an hour pass."
                ),
            ),
        ),
    )


NAMING = Guide(
    name="naming",
    when=IN_THE_MOMENT,
    what_for=lambda: _("When something is going on and you do not know what."),
    how_long=lambda: _("two minutes"),
    steps=_naming,
)


def _outside_view() -> tuple[Step, ...]:
    return (
        Step(
            "scene",
            _("Step out of the picture"),
            (
                _("Picture the scene as if you were sitting across the room, or watching it in a film with no sound."),
                _("You see yourself there too. Use your own name, or “she”, “he”, “they”, when you think of yourself."),
            ),
        ),
        Step(
            "seen",
            _("What can be seen?"),
            (
                _("Say only what a camera would have recorded: who did what, who said what, and when."),
                _("What somebody felt or meant is not in the picture."),
            ),
            ask=_("What the camera saw (only if you want)"),
        ),
        Step(
            "stranger",
            _("A kind stranger watches"),
            (
                _(
                    "Someone sits there who knows neither of you and wishes both of you well. What would they think "
                    "is going on? What would they notice about you, and about the other?"
                ),
                _("What might they say to you afterwards, at the door?"),
            ),
            ask=_("What the stranger says (only if you want)"),
        ),
        Step(
            "later",
            _("A year from now"),
            (
                _(
                    "Look back at this day from a year ahead. What of it will still be there, and what will have "
                    "passed?"
                ),
                _("Is there one small thing that the one who looks back would like you to do now, or to leave?"),
            ),
        ),
    )


OUTSIDE_VIEW = Guide(
    name="outside-view",
    when=IN_THE_MOMENT,
    what_for=lambda: _("When you are in the middle of it and cannot see past it."),
    how_long=lambda: _("five minutes"),
    sources=("webb2012",),
    danger_first=True,
    steps=_outside_view,
)


def _re_reading() -> tuple[Step, ...]:
    return (
        Step(
            "happened",
            _("What happened?"),
            (_("In one or two sentences, only what happened. Not yet what it means."),),
            ask=_("What happened (only if you want)"),
        ),
        Step(
            "read",
            _("How did I read it?"),
            (
                _("What did it seem to mean at once? An alarm reads quickly, and it reads for danger."),
                _("That is its job. It may be right."),
            ),
            ask=_("My first reading (only if you want)"),
        ),
        Step(
            "threat",
            _("Perceived or actual threat?"),
            (
                _("Some threats are there. Others are felt and are not there, and feel just the same."),
                _("Go through the questions. “I cannot know yet” is a full answer."),
                _(
                    "If the answer is that something is really wrong, stop here. Then it needs a talk or help, "
                    "and not another reading."
                ),
            ),
            points=(
                _("What do I know, and what do I add?"),
                _("Has it been like this before, and how did it end then?"),
                _("What would I have to see to change my mind, in either direction?"),
                _("Would I read it the same way if I had slept, eaten, or were not alone?"),
            ),
            ask=_("What I know and what I add (only if you want)"),
        ),
        Step(
            "other",
            _("A second story that fits as well"),
            (
                _("Find at least one other story that fits everything that happened. It need not be a nice one."),
                _(
                    "It need not win either. The point is to hold two stories where there was one, and to see what "
                    "that does."
                ),
            ),
            ask=_("The second story (only if you want)"),
        ),
        Step(
            "next",
            _("Something small to do"),
            (
                _("If both stories could be true: what is sensible now in either case?"),
                _("Waiting, asking a calm question, doing something of your own, going to bed."),
            ),
            ask=_("What I will do (only if you want)"),
        ),
    )


RE_READING = Guide(
    name="re-reading",
    when=IN_THE_MOMENT,
    what_for=lambda: _("When one reading of what happened has taken over."),
    how_long=lambda: _("five to ten minutes"),
    sources=("webb2012",),
    danger_first=True,
    steps=_re_reading,
)
