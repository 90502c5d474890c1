"""The words that readers see for the names that files and the model share.

A person's own trigger, practice or state has no entry here and is shown as it was written. Labels of evidence
say how good the studies are, not how well something will go for the reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bowlby.companion.language import N_, _


class Words(NamedTuple):
    """A short label for a button or an axis, and one sentence that says what is meant."""

    label: str
    hint: str


class Evidence(NamedTuple):
    """How good the studies on a practice are, in a few words, and what they found, in a sentence."""

    label: str
    found: str


TRIGGER_WORDS: Mapping[str, Words] = {
    "no-reply": Words(N_("No reply yet"), N_("I wrote or rang, and nothing has come back.")),
    "cool-welcome": Words(N_("A cool welcome"), N_("I arrived somewhere and nobody seemed glad of it.")),
    "own-mistake": Words(
        N_("Something I got wrong"), N_("I think I did something badly and fear that it costs me someone.")
    ),
    "no-smile": Words(N_("No smile back"), N_("Someone met my eyes, and their face stayed still.")),
    "no-thanks": Words(N_("No word of thanks"), N_("I did something for someone, and it went by without a word.")),
    "declined-invitation": Words(N_("A no to my invitation"), N_("I asked someone to join me, and they said no.")),
    "partner-with-another": Words(
        N_("Partner enjoying other company"), N_("My partner was happily busy with someone else.")
    ),
    "friend-with-another": Words(
        N_("Friend away with someone else"), N_("A close friend made plans that left me out.")
    ),
    "wants-space": Words(N_("They want some space"), N_("Someone close wants time or room to themselves.")),
    "left-on-arrival": Words(N_("People left as I came"), N_("I came in, and others got up to go.")),
}
"""The ten shared triggers, as the person who logs them would say it."""

PRACTICE_WORDS: Mapping[str, Words] = {
    "breathing": Words(N_("Slow breathing"), N_("At least five unhurried minutes, and again on other days.")),
    "outside-view": Words(
        N_("Looking on from outside"), N_("Watching the scene as a kind stranger across the room would.")
    ),
    "re-reading": Words(
        N_("Reading it another way"), N_("Looking for a second story that fits what happened just as well.")
    ),
    "caring-memory": Words(
        N_("Remembering someone who cares"), N_("Calling a person to mind with whom I felt looked after.")
    ),
    "self-compassion": Words(N_("Kindness to myself"), N_("Speaking to myself as I would to a good friend.")),
    "naming": Words(N_("Naming the feeling"), N_("Finding the word that fits, and leaving it at that.")),
    "mindfulness": Words(N_("Mindfulness"), N_("Noticing what is there without following it, practised over weeks.")),
    "reassurance-experiment": Words(
        N_("Guess, ask, compare"),
        N_("Writing down what I expect, asking for company rather than for proof, and comparing."),
    ),
    "prepared-talk": Words(N_("A talk I prepared"), N_("Telling someone close what I need and what I am afraid of.")),
}
"""The shared practices."""

PRACTICE_EVIDENCE: Mapping[str, Evidence] = {
    "breathing": Evidence(
        N_("small to moderate"),
        N_(
            "Over 12 trials stress fell somewhat (g −.35, Fincham 2023). Short or fast-only forms made no difference "
            "(Bentley 2023)."
        ),
    ),
    "outside-view": Evidence(
        N_("the best mental tool in the moment"),
        N_(
            "Taking the view of an onlooker changed feelings by d .45; dwelling on them made it worse "
            "(−.26, Webb 2012)."
        ),
    ),
    "re-reading": Evidence(
        N_("the best mental tool in the moment"),
        N_("Reading the event anew changed feelings by d .36; pushing thoughts away did not work (−.12, Webb 2012)."),
    ),
    "caring-memory": Evidence(
        N_("good, short-term"),
        N_(
            "Over 120 studies with 18,949 people: d .51. Whether studies without a result are missing is disputed "
            "(Gillath 2022)."
        ),
    ),
    "self-compassion": Evidence(
        N_("better than doing nothing, not better than other activities"),
        N_(
            "Over 27 trials anxiety fell by g .57 where the others did nothing (Ferrari 2019); where they did "
            "something too, it was no better (Wilson 2019)."
        ),
    ),
    "naming": Evidence(
        N_("uncertain"),
        N_(
            "No size over many studies is known. It may get in the way of reading the event anew afterwards, so the "
            "two are kept apart."
        ),
    ),
    "mindfulness": Evidence(
        N_("plausible"),
        N_(
            "More mindful people report less attachment anxiety (r −.34, Stevenson 2017), which does not show that one "
            "brings the other. One short session left the sense of security as it was."
        ),
    ),
    "reassurance-experiment": Evidence(
        N_("expert opinion"),
        N_("There is a reason why it should work, and no trial yet."),
    ),
    "prepared-talk": Evidence(
        N_("with a therapist: strong; alone: modest"),
        N_(
            "Couple therapy raised satisfaction by g 1.12 (Roddy 2020); as a course that couples signed up for, .63 "
            "(Conradi 2018)."
        ),
    ),
}
"""What studies say about each shared practice, from their abstracts."""

OWN_EVIDENCE = Evidence(N_("your own"), N_("No study is known here; only your own records can tell."))
"""For a practice that a person has added."""

SIGNAL_WORDS: Mapping[str, Words] = {
    "hold": Words(N_("Kept it in"), N_("Carried on, or let nothing show.")),
    "reach": Words(N_("Reached out"), N_("Got in touch calmly, came closer, said hello.")),
    "plea": Words(N_("Pleaded"), N_("Cried, or asked to hear that all is well.")),
    "protest": Words(N_("Protested"), N_("Got angry, tested, held on tight or put on pressure.")),
}
"""The ladder of signals, quiet to loud."""

ANSWER_WORDS: Mapping[str, Words] = {
    "pending": Words(N_("Not known yet"), N_("It is too early to say.")),
    "none": Words(N_("No answer"), N_("Nothing came back.")),
    "comfort": Words(N_("A warm answer"), N_("They were there for me.")),
    "rebuff": Words(N_("A cold answer"), N_("They turned away, or snapped.")),
}
"""What can come back."""

STATE_WORDS: Mapping[str, Words] = {
    "alone": Words(N_("Being alone"), N_("Nobody was with me.")),
    "social-contact": Words(N_("Being in company"), N_("I was with people, or in touch with them.")),
}
"""States that last, as imported diaries record them."""

CARE_WORDS: Mapping[str, Words] = {
    "sensitivity": Words(N_("Sensitivity"), N_("How surely someone whose attention is here answers with comfort.")),
    "preoccupation": Words(N_("Preoccupation"), N_("The share of time in which attention is somewhere else.")),
    "dwell": Words(N_("Dwell"), N_("How many minutes attention stays away once it has gone.")),
    "breakthrough": Words(
        N_("Breakthrough"), N_("How far a loud signal gets through to someone whose attention is away.")
    ),
    "rebuff": Words(N_("Rebuff"), N_("How likely a signal is to be turned away.")),
    "fright": Words(N_("Fright"), N_("How likely the one who should comfort is to frighten.")),
    "intrusiveness": Words(N_("Intrusiveness"), N_("How often play is broken into without being asked.")),
}
"""The named parameters of care, for the lab's tables."""

SECURITY_WORDS: Mapping[str, Words] = {
    "felt_close": Words(N_("Close"), N_("I felt close to someone.")),
    "felt_sure": Words(N_("Sure of someone"), N_("I felt sure that someone would be there for me.")),
    "felt_free": Words(N_("Free"), N_("I felt free to get on with my own things.")),
}
"""The three security items of a check-in."""


def trigger_label(name: str) -> str:
    """A trigger in plain words, or a lasting state, which a fit lists among the triggers.

    An empty name is a moment with nothing in particular.
    """
    return _label({**STATE_WORDS, **TRIGGER_WORDS}, name) or _("Nothing in particular")


def trigger_hint(name: str) -> str:
    """One sentence on a shared trigger, or nothing for a person's own."""
    return _hint(TRIGGER_WORDS, name)


def practice_label(name: str) -> str:
    """A practice in plain words."""
    return _label(PRACTICE_WORDS, name)


def practice_hint(name: str) -> str:
    """One sentence on how a shared practice goes, or nothing for a person's own."""
    return _hint(PRACTICE_WORDS, name)


def practice_evidence(name: str) -> str:
    """How good the studies on a practice are, in a few words."""
    return _(PRACTICE_EVIDENCE.get(name, OWN_EVIDENCE).label)


def practice_found(name: str) -> str:
    """What studies on a practice found, with size and source."""
    return _(PRACTICE_EVIDENCE.get(name, OWN_EVIDENCE).found)


def signal_label(name: str) -> str:
    """A signal in plain words."""
    return _label(SIGNAL_WORDS, name)


def signal_hint(name: str) -> str:
    """What is meant by a signal."""
    return _hint(SIGNAL_WORDS, name)


def answer_label(name: str) -> str:
    """An answer in plain words; an empty name was not recorded."""
    return _label(ANSWER_WORDS, name) or _("Not recorded")


def answer_hint(name: str) -> str:
    """What is meant by an answer."""
    return _hint(ANSWER_WORDS, name)


def state_label(name: str) -> str:
    """A lasting state in plain words."""
    return _label(STATE_WORDS, name)


def care_label(name: str) -> str:
    """A parameter of care in plain words."""
    return _label(CARE_WORDS, name)


def care_hint(name: str) -> str:
    """What is meant by a parameter of care."""
    return _hint(CARE_WORDS, name)


def security_label(name: str) -> str:
    """A security item of a check-in, short."""
    return _label(SECURITY_WORDS, name)


def security_hint(name: str) -> str:
    """A security item of a check-in as a sentence to agree with."""
    return _hint(SECURITY_WORDS, name)


def _label(words: Mapping[str, Words], name: str) -> str:
    return _(words[name].label) if name in words else name


def _hint(words: Mapping[str, Words], name: str) -> str:
    return _(words[name].hint) if name in words else ""
