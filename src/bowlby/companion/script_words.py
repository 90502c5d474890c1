"""The texts that scripts show. A page hands them over translated, in its `data-words`, to `static/words.js`.

A test holds this list against the scripts: each text that one passes to `told()` stands here, and nothing else does.
"""

from __future__ import annotations

import json

from bowlby.companion.language import N_, _

SCRIPT_WORDS = (
    N_("The notebook does not answer. Is it still running?"),
    N_("At home, month %(month)s of 12"),
    N_("%(number)s · %(title)s, %(clock)s: %(words)s"),
    N_("Episode %(number)s, %(title)s. %(text)s"),
    N_("Play"),
    N_("Pause"),
    N_("Kept. Move a slider: the same child is shown with both, the kept one as thin lines."),
    N_("The room from above. What happens is said in words below."),
    N_("carer"),
    N_("stranger"),
    N_("child"),
    N_("At home. The room is still empty."),
    N_("child plays"),
    N_("child stops still"),
    N_("child keeps to itself"),
    N_("child reaches out"),
    N_("child cries"),
    N_("child protests"),
    N_("carer frightens it"),
    N_("stranger frightens it"),
    N_("carer does not answer"),
    N_("carer comforts"),
    N_("carer turns it away"),
    N_("stranger does not answer"),
    N_("stranger comforts"),
    N_("stranger turns it away"),
    N_("in the carer’s arms"),
    N_("in the stranger’s arms"),
    N_("%(what)s; alarm %(alarm)s of 10"),
    N_("The child’s alarm over the episodes; their sentences say the same."),
    N_("cries"),
    N_("held"),
    N_("alarm"),
    N_("calm"),
    N_("kept in"),
    N_("reaching"),
    N_("pleading"),
    N_("protesting"),
    N_("Comfort expected after …"),
    N_("Turned away expected after …"),
    N_("Expected in any case"),
    N_("attention lost"),
    N_("fright"),
    N_("%(title)s Lines over the twelve months; the sentence and the table below say the same."),
    N_("birth"),
    N_("The children on two dimensions. Across: %(across)s; upwards: %(upwards)s. The legend counts the regions."),
    N_("before"),
    N_("child %(number)s"),
)
"""Texts of the scripts, in English."""


def script_words() -> str:
    """Those texts in the language of the page, as JSON keyed by the English text; empty where it is English."""
    translated = {text: _(text) for text in SCRIPT_WORDS}
    return json.dumps({text: words for text, words in translated.items() if words != text}, ensure_ascii=False)
