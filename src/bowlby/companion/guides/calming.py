"""Practices that calm without any thinking over: slow breathing, someone who cares, kindness to oneself."""

from __future__ import annotations

from bowlby.companion.guides.shape import IN_THE_MOMENT, Guide, Step
from bowlby.companion.language import _


def _breathing() -> tuple[Step, ...]:
    return (
        Step(
            "sit",
            _("Sit or stand as you are"),
            (
                _("Loosen what is tight: jaw, shoulders, belly. Eyes open or closed, as you like."),
                _(
                    "Breathe through the nose if it is free, and only as deep as is comfortable. Slow matters, "
                    "deep does not. If you get dizzy, breathe as usual for a while."
                ),
            ),
        ),
        Step(
            "breathe",
            _("Breathe slowly"),
            (
                _(
                    "In trials this went on for five minutes or longer, mostly on many days. Shorter forms, and "
                    "fast breathing alone, did not help there. So give it the whole time before you judge it."
                ),
            ),
            kind="pacer",
        ),
    )


BREATHING = Guide(
    name="breathing",
    when=IN_THE_MOMENT,
    what_for=lambda: _("When the body is wound up and thinking does not get a grip."),
    how_long=lambda: _("five minutes or more"),
    sources=("fincham2023", "bentley2023"),
    steps=_breathing,
)


def _caring_memory() -> tuple[Step, ...]:
    return (
        Step(
            "who",
            _("Call someone to mind"),
            (
                _(
                    "Someone with whom you have felt looked after, if only once: a grandparent, a friend, a teacher, "
                    "a partner, someone long gone. It can also be someone you only imagine, or an animal."
                ),
                _("Choose another one if the first brings up more hurt than warmth."),
            ),
            ask=_("Who is it? (only if you want to write it down)"),
        ),
        Step(
            "scene",
            _("Go back to one scene"),
            (
                _("Take one moment in which this person was there for you. Let it come slowly."),
                _("Stay with it for two or three minutes. If your mind wanders off, come back to the scene."),
            ),
            points=(
                _("Where are you? What is there to see and to hear?"),
                _("What does the face look like? How does the voice sound?"),
                _("What do they do or say that tells you: you matter to me?"),
            ),
            ask=_("A word or two about the scene (only if you want)"),
        ),
        Step(
            "now",
            _("Let them be with you now"),
            (
                _("Imagine that this person knows what is troubling you right now, and is on your side."),
                _("What would they say, or do without a word? Take it in for a few breaths, and notice your body."),
            ),
            ask=_("What would they say? (only if you want)"),
        ),
    )


CARING_MEMORY = Guide(
    name="caring-memory",
    when=IN_THE_MOMENT,
    what_for=lambda: _("When you feel alone with it, or feel that nobody would come."),
    how_long=lambda: _("about five minutes"),
    sources=("gillath2022",),
    steps=_caring_memory,
)


def _self_compassion() -> tuple[Step, ...]:
    return (
        Step(
            "notice",
            _("Say what is so"),
            (
                _("Put it plainly, without making it smaller or bigger: this is hard just now."),
                _("Place a hand where you feel it, or on the other arm, if that is pleasant."),
            ),
        ),
        Step(
            "common",
            _("You are not the only one"),
            (
                _(
                    "To fear for the people one loves, and to be shaken when they seem far away, is part of being "
                    "human. Right now many others are waiting for a message that has not come."
                ),
                _("Nothing about that makes you wrong."),
            ),
        ),
        Step(
            "friend",
            _("What would you tell a friend?"),
            (
                _("Imagine a good friend in exactly your place, who has just told you about it."),
                _("What would you say, and in which voice? Now say the same to yourself, in that voice."),
            ),
            ask=_("The sentence for your friend (only if you want)"),
        ),
        Step(
            "wish",
            _("One wish for yourself"),
            (
                _("Find one sentence that you can wish yourself without having to believe it. For example:"),
                _("If it feels false, make it smaller until it fits."),
            ),
            points=(
                _("May I get through this hour gently."),
                _("May I be patient with the part of me that is afraid."),
                _("May I ask for what I need."),
            ),
            ask=_("Your own wish (only if you want)"),
        ),
    )


SELF_COMPASSION = Guide(
    name="self-compassion",
    when=IN_THE_MOMENT,
    what_for=lambda: _("When you are hard on yourself, or ashamed of needing so much."),
    how_long=lambda: _("about five minutes"),
    sources=("ferrari2019", "wilson2019"),
    steps=_self_compassion,
)
