"""The words that files, pages, commands and the model share. Facts only, no heavy imports."""

SIGNALS = ("hold", "reach", "plea", "protest")
"""The ladder of signals, quiet to loud; the order is the index used in arrays."""

ANSWERS = ("none", "comfort", "rebuff")
"""What a figure can do about a signal; the order is the index used in arrays."""

DIARY_ANSWERS = ("pending", *ANSWERS)
"""What a moment can say about the answer: not known yet, or one of `ANSWERS`."""

TRIGGERS = (
    "no-reply",
    "cool-welcome",
    "own-mistake",
    "no-smile",
    "no-thanks",
    "declined-invitation",
    "partner-with-another",
    "friend-with-another",
    "wants-space",
    "left-on-arrival",
)
"""The ten triggers of the source article; a person may add their own."""

PRACTICES = (
    "breathing",
    "outside-view",
    "re-reading",
    "caring-memory",
    "self-compassion",
    "naming",
    "mindfulness",
    "reassurance-experiment",
    "prepared-talk",
)
"""What a person can do to settle; a person may add their own."""

CARE = ("sensitivity", "preoccupation", "dwell", "breakthrough", "rebuff", "fright", "intrusiveness")
"""The named parameters of care. Shares and probabilities 0..1, dwell in minutes."""

SECURITY_ITEMS = ("felt_close", "felt_sure", "felt_free")
"""The three security items of a check-in, each rated 0–10."""
