"""Every guided practice, in the order in which the page Settle lists them."""

from __future__ import annotations

from collections.abc import Mapping

from bowlby.companion.guides import calming, mindfulness, talking, thinking
from bowlby.companion.guides.shape import Guide

GUIDES: Mapping[str, Guide] = {
    guide.name: guide
    for guide in (
        *(calming.BREATHING, calming.CARING_MEMORY, calming.SELF_COMPASSION),
        *(thinking.NAMING, thinking.OUTSIDE_VIEW, thinking.RE_READING),
        mindfulness.MINDFULNESS,
        *(talking.REASSURANCE_EXPERIMENT, talking.PREPARED_TALK),
    )
}
"""By the name of the practice."""
