"""What the person has set and the whole companion keeps to: how soon it locks, and the language.

Kept in the diary as documents of the kind `settings`. The choices are few, so that a diary brought from elsewhere
cannot set what no page offers: anything else counts as not set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bowlby.companion.language import available

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

IDLE_MINUTES = (1, 2, 5, 10, 20, 30)
"""How soon it may lock without a sign of life."""

USUAL_MINUTES = 10


def idle_minutes(database: DiaryDatabase) -> int:
    """After how many minutes without a sign of life the diary locks."""
    minutes = (database.document("settings", "locking") or {}).get("minutes")
    return minutes if type(minutes) is int and minutes in IDLE_MINUTES else USUAL_MINUTES


def keep_idle_minutes(database: DiaryDatabase, minutes: int) -> None:
    """Keep how soon it locks; `minutes` is one of `IDLE_MINUTES`."""
    database.keep("settings", "locking", {"minutes": minutes})


def language_code(database: DiaryDatabase) -> str:
    """The language the person chose, empty where there is no choice."""
    code = (database.document("settings", "language") or {}).get("code")
    return code if isinstance(code, str) and code in available() else ""


def keep_language(database: DiaryDatabase, code: str) -> None:
    """Keep the chosen language; `code` is one of `language.available`."""
    if language_code(database) != code:
        database.keep("settings", "language", {"code": code})
