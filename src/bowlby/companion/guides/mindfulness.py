"""Mindfulness over weeks: seven sessions, each different, in any order and at any pace."""

from __future__ import annotations

from bowlby.companion.guides.shape import OVER_WEEKS, Guide, Series, Step
from bowlby.companion.language import _


def _sessions() -> tuple[Series, ...]:
    return (_arriving(), _sounds(), _body(), _thoughts(), _alarm(), _walking(), _everyday())


def _arriving() -> Series:
    return Series(
        "arriving",
        _("Arriving with the breath"),
        10,
        (
            Step(
                "sit",
                _("Sit so that you can stay"),
                (
                    _("On a chair, a bed, the floor. Upright enough to be awake, loose enough to be at ease."),
                    _("Nothing needs to become different. You are only going to notice what is there."),
                ),
            ),
            Step(
                "breath",
                _("Follow the breath"),
                (
                    _(
                        "Find where you feel the breath most clearly: nose, chest or belly. Stay there, in and out, "
                        "for about five minutes. You do not steer it."
                    ),
                    _(
                        "The mind will leave. When you notice that, you are already back. Say “gone off”, and begin "
                        "again with the next breath. Coming back is the practice, not staying."
                    ),
                ),
            ),
            Step(
                "end",
                _("Come back to the room"),
                (_("Let the breath be. Hear the room, feel the seat. Notice how you are, and leave it so."),),
            ),
        ),
    )


def _sounds() -> Series:
    return Series(
        "sounds",
        _("Sounds come and go"),
        10,
        (
            Step(
                "near",
                _("Listen"),
                (
                    _("For about three minutes, let sounds come to you: near ones, far ones, the hum beneath."),
                    _("Not what makes them. Only high or low, long or short, loud or faint."),
                ),
            ),
            Step(
                "gap",
                _("Listen to the end of a sound"),
                (
                    _("Choose one sound and follow it until it is over. Then the next. About four minutes."),
                    _("Each came by itself and went by itself. Nobody had to send it away."),
                ),
            ),
            Step(
                "like",
                _("Moods are like that too"),
                (_("For the last minutes, let moods be heard like sounds: there, and after a while not there."),),
            ),
        ),
    )


def _body() -> Series:
    return Series(
        "body",
        _("Once through the body"),
        15,
        (
            Step(
                "down",
                _("From the feet upwards"),
                (
                    _("Lying or sitting. Go slowly: feet, legs, seat, back, belly. A minute or so for each."),
                    _("Warm, cool, pressing, tingling, nothing at all: each of these is an answer."),
                ),
            ),
            Step(
                "up",
                _("Chest, hands, face"),
                (
                    _("On through chest, shoulders, arms, hands, neck, jaw, eyes, forehead."),
                    _("Where you meet something tight, stay for three breaths beside it, without having to loosen it."),
                ),
            ),
            Step(
                "whole",
                _("The whole body"),
                (
                    _(
                        "For the last minutes, feel all of it at once, breathing. If it becomes too much, open your "
                        "eyes."
                    ),
                ),
            ),
        ),
    )


def _thoughts() -> Series:
    return Series(
        "thoughts",
        _("Thoughts pass by"),
        10,
        (
            Step(
                "settle",
                _("Begin with the breath"),
                (_("Two minutes with the breath, as in the first session."),),
            ),
            Step(
                "label",
                _("Notice thoughts as thoughts"),
                (
                    _(
                        "For five minutes, when a thought comes, give it a short label: planning, remembering, "
                        "worrying, judging. Then back to the breath."
                    ),
                    _(
                        "“They no longer care” is a thought too, and can be noticed as one. Whether it is true is a "
                        "different question, for another time."
                    ),
                ),
            ),
            Step(
                "end",
                _("Let the mind be"),
                (_("Stop labelling. Let thoughts drift through for a minute, like people passing a window."),),
            ),
        ),
    )


def _alarm() -> Series:
    return Series(
        "alarm",
        _("A small alarm, looked at closely"),
        10,
        (
            Step(
                "small",
                _("Take a small one"),
                (
                    _(
                        "Think of something that stirs the alarm a little, a 2 or 3 of 10. Not the worst, and nothing "
                        "in which you were or are in danger. If none is small enough today, take another session."
                    ),
                ),
            ),
            Step(
                "feel",
                _("What does the body do?"),
                (
                    _(
                        "Leave the story and go to the body. Where does it start? Where does it move? What does it "
                        "want you to do: check, write, call, run?"
                    ),
                    _(
                        "Stay for a few minutes. An urge rises, stands and sinks when it is neither followed nor "
                        "fought."
                    ),
                ),
                ask=_("What I noticed (only if you want)"),
            ),
            Step(
                "back",
                _("Back to firm ground"),
                (_("Feet on the floor, a look around, three slow breaths. Then something ordinary."),),
            ),
        ),
    )


def _walking() -> Series:
    return Series(
        "walking",
        _("Walking slowly"),
        10,
        (
            Step(
                "walk",
                _("Walk"),
                (
                    _("In the room or outside, somewhat slower than usual. Feel each foot: lifting, moving, placing."),
                    _(
                        "When you notice that you are somewhere else, come back with the next step. About eight "
                        "minutes."
                    ),
                ),
            ),
            Step(
                "stand",
                _("Stand"),
                (_("Stand still for a minute. Feel the weight going down into the floor."),),
            ),
        ),
    )


def _everyday() -> Series:
    return Series(
        "everyday",
        _("In the middle of an ordinary day"),
        5,
        (
            Step(
                "choose",
                _("Choose one thing you do anyway"),
                (
                    _("Washing up, brushing teeth, waiting for the bus, picking up the phone."),
                    _("For this week, let it be the sign for three breaths of noticing: body, mood, surroundings."),
                ),
                ask=_("Which one (only if you want)"),
            ),
            Step(
                "phone",
                _("Before you look at the phone"),
                (
                    _(
                        "If you like, try it there: notice the hand that reaches, and the hope or fear in it. "
                        "Then look, or do not. Both are fine."
                    ),
                ),
            ),
        ),
    )


MINDFULNESS = Guide(
    name="mindfulness",
    when=OVER_WEEKS,
    what_for=lambda: _("To notice an alarm as an alarm, earlier. It shows over weeks, if it does."),
    how_long=lambda: _("5 to 15 minutes a session, over some weeks"),
    sources=("stevenson2017",),
    steps=tuple,
    sessions=_sessions,
)
