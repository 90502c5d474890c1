"""The insights: a first answer at once, the full one in the background, each kept with the records it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bowlby.companion import jobs
from bowlby.companion.jobs import Job
from bowlby.companion.language import SOURCE, current
from bowlby.companion.session import Session
from bowlby.diary.records import Diary, fields_of

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase, StoredFit

DRAWS = 1300
"""Draws of the full posterior."""

FIGURES = "insight"
"""Kind of the documents that hold figures drawn anew."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known now: the stored result if there is one, and whether it is about the diary as it stands."""

    stored: StoredFit | None
    current: bool

    @property
    def full(self) -> bool:
        """Whether the stored result is the full one."""
        return self.stored is not None and self.stored.result.get("method") == "nuts"


def standing(database: DiaryDatabase) -> Standing:
    """Hold the latest stored result against the records as they are."""
    stored = database.latest_fit()
    return Standing(stored, stored is not None and stored.fingerprint == database.fingerprint())


def start(session: Session, database: DiaryDatabase) -> Job:
    """Start working on the records as they are, unless that is under way already.

    The first answer is kept as soon as it is there. The full one takes its place when it comes, but only as long as
    what is kept is still about the same records.
    """
    fingerprint = database.fingerprint()
    if session.fit and session.fit.running:
        if session.fit.about == fingerprint:
            return session.fit
        session.fit.cancel()
    fit = Job(fingerprint)

    def heard(line: Mapping[str, Any]) -> bool:
        if session.database is not database or session.fit is not fit:
            return False
        if "result" in line:
            database.save_fit(fingerprint, line["result"], line.get("figures", {}))
            fit.shown = True
        fit.note = str(line.get("note", ""))
        return fit.shown

    session.fit = fit
    jobs.begin(fit, session.worker, {"diary": packed(database.diary()), "draws": DRAWS}, heard)
    return fit


# --- figures in another language ------------------------------------------------------------------------------


def figures(session: Session, database: DiaryDatabase, stored: StoredFit) -> Mapping[str, str]:
    """The figures of a result in the language of the page.

    Where they were drawn in another one, those are handed out, and the worker draws them anew meanwhile.
    """
    code = current().code
    if stored.result.get("language", SOURCE) == code:
        return stored.figures
    of, name = stored.made_at.isoformat(), f"figures {code}"
    kept = database.document(FIGURES, name) or {}
    if kept.get("of") == of:
        return kept["figures"]
    if session.drawing is None or session.drawing.about != f"{of} {code}":
        _draw(session, database, stored, name)
    return stored.figures


def _draw(session: Session, database: DiaryDatabase, stored: StoredFit, name: str) -> None:
    """Draw the figures of a result in the language of the page, once."""
    of = stored.made_at.isoformat()
    job = session.drawing = Job(f"{of} {current().code}")

    def heard(line: Mapping[str, Any]) -> bool:
        if session.database is not database or session.drawing is not job:
            return False
        database.keep(FIGURES, name, {"of": of, "figures": line["figures"]})
        return True

    jobs.begin(job, session.worker, {"draw": stored.result}, heard)


def packed(diary: Diary) -> dict[str, list[dict[str, str]]]:
    """A diary as plain lists of fields, for the worker's pipe."""
    return {
        "moments": [fields_of(moment) for moment in diary.moments],
        "checkins": [fields_of(checkin) for checkin in diary.checkins],
        "care": [fields_of(care) for care in diary.care],
    }
