"""Why nothing is told from the ratings of a diary, where it is not for want of records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bowlby.companion.language import _

Result = Mapping[str, Any]


def in_words(result: Result) -> str:
    """The reason in a sentence or two, for the top of the page; empty where there is none."""
    match _trouble(result):
        case "no-variation":
            return _(
                "Every rating of the alarm is the same in these notes, so they cannot say what raises or settles it. "
                "What needs no ratings is shown all the same."
            )
        case "not-converged":
            return _(
                "The calculation did not come to rest on these notes, so nothing is told from the ratings. "
                "More notes usually mend that."
            )
    return ""


def instead(result: Result, otherwise: str) -> str:
    """What stands in the place of one number: the reason in a few words, or what else it waits for."""
    match _trouble(result):
        case "no-variation":
            return _("Every rating is the same so far.")
        case "not-converged":
            return _("Not told, since the calculation did not come to rest.")
    return otherwise


def _trouble(result: Result) -> str:
    return result["diagnostics"].get("trouble", "")  # a result from before this was told has none
