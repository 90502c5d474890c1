"""What a practice under way holds in memory, and the moment that comes of it when the person agrees.

Nothing of this is on disk before the person says so at the end; locking forgets it.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bowlby.companion.guides import GUIDES
from bowlby.companion.guides.shape import Guide, Series, Step
from bowlby.diary.records import MAX_NOTE, Moment, RecordError, fields_of, moment_from_fields

SAFE_FOR_SECONDS = 30 * 60.0
"""So long an answer that one is safe opens an exercise; it opens one run and is used up with it."""

MOST_RUNS = 8
"""So many practices can be under way at once; the oldest gives way."""

KIND = "practice"
"""Kind of document in which the sessions of a series are kept that were done."""


@dataclass(slots=True)
class Run:
    """One practice under way.

    Attributes:
        id: in the address; cannot be guessed.
        guide: name of the practice.
        started_at: when it was begun, with offset.
        alarm_before: 0–10 as written in the form; empty where it was left out.
        moment_id: the open moment it was begun from; empty for a moment of its own.
        session: name of the session, for a series.
        minutes, pace: of the pacer.
        written: what was written, by the name of the step.
        chosen: words that were ticked, by the name of the step.
        figure, warmth: whom it is about, and how likely a warm answer seemed (0–100), as written in the form.
    """

    id: str
    guide: str
    started_at: datetime
    alarm_before: str = ""
    moment_id: str = ""
    session: str = ""
    minutes: int = 5
    pace: str = "4-6"
    written: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    figure: str = ""
    warmth: str = ""

    @property
    def facts(self) -> Guide:
        """The guide that is followed."""
        return GUIDES[self.guide]

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its steps, in the language of the page."""
        series = session_of_series(self.facts, self.session)
        return series.steps if series else self.facts.steps()


@dataclass(slots=True)
class Settling:
    """All practices under way, and since when the person is known to be safe for which exercise."""

    runs: dict[str, Run] = field(default_factory=dict)
    safe_since: dict[str, float] = field(default_factory=dict)

    def says_safe(self, guide: str, now: float) -> None:
        """The person said that they are neither unsafe nor afraid."""
        self.safe_since[guide] = now

    def says_unsafe(self) -> None:
        """The person said that they are unsafe or afraid: no exercise that needs the question goes on."""
        self.safe_since.clear()
        self.runs = {name: run for name, run in self.runs.items() if not run.facts.danger_first}

    def may_begin(self, guide: Guide, now: float) -> bool:
        """Whether an exercise may begin: at once, or only after the question about danger."""
        since = self.safe_since.get(guide.name)
        return not guide.danger_first or (since is not None and now - since <= SAFE_FOR_SECONDS)

    def begin(self, guide: Guide, now: float, at: datetime) -> Run | None:
        """Begin a practice; None where the question about danger was not answered. Uses the answer up."""
        if not self.may_begin(guide, now):
            return None
        self.safe_since.pop(guide.name, None)
        while len(self.runs) >= MOST_RUNS:
            del self.runs[next(iter(self.runs))]
        run = Run(id=secrets.token_hex(12), guide=guide.name, started_at=at)
        self.runs[run.id] = run
        return run


def session_of_series(guide: Guide, name: str) -> Series | None:
    """A session of a series by its name; its first where there is none of that name; None for any other guide."""
    sessions = {series.name: series for series in guide.sessions()}
    return sessions.get(name) or next(iter(sessions.values()), None)


def note_of(run: Run) -> str:
    """What was written and ticked, step by step, as a note; empty where nothing was."""
    lines = []
    for step in run.steps:
        said = [", ".join(run.chosen.get(step.name, ())), run.written.get(step.name, "").strip()]
        if any(said):
            mark = "" if step.title.endswith(("?", "!", "…")) else ":"
            lines.append(f"{step.title}{mark} {'; '.join(filter(None, said))}")
    return "\n".join(lines)


def moment_of(run: Run, values: Mapping[str, str], now: datetime) -> Moment:
    """The moment of its own that a practice makes.

    Args:
        run: the practice.
        values: `trigger` (empty for nothing in particular), `alarm_after` (0–10 or empty), `note` (`keep` or empty).
        now: when `alarm_after` is rated.

    Raises:
        RecordError: a field breaks its rule.
    """
    return moment_from_fields(
        {
            "id": uuid.uuid4().hex,
            "at": run.started_at.isoformat(),
            "figure": run.figure,
            "trigger": values.get("trigger", ""),
            "alarm_before": run.alarm_before,
            "expected_warmth": run.warmth,
            "signal": "reach" if run.facts.comes_back else "",
            "answer": "pending" if run.facts.comes_back else "",
            "practices": run.guide,
            "note": note_of(run) if values.get("note") == "keep" else "",
            **_later_rating(values, now, run.started_at),
        }
    )


def added_to(moment: Moment, run: Run, values: Mapping[str, str], now: datetime) -> Moment:
    """An open moment with the practice, the later rating and, if wanted, the note added; nothing else changes.

    Raises:
        RecordError: a field breaks its rule, or the note grows too long.
    """
    fields = fields_of(moment) | _later_rating(values, now, moment.at)
    fields["practices"] = ";".join(dict.fromkeys((*moment.practices, run.guide)))
    for name, value in (("figure", run.figure), ("expected_warmth", run.warmth)):
        fields[name] = fields[name] or value
    if values.get("note") == "keep":
        fields["note"] = "\n\n".join(filter(None, (moment.note, note_of(run))))
        if len(fields["note"]) > MAX_NOTE:
            raise RecordError("note", f"would grow longer than {MAX_NOTE} characters; keep it without what you wrote")
    return moment_from_fields(fields)


def _later_rating(values: Mapping[str, str], now: datetime, earliest: datetime) -> dict[str, str]:
    after = values.get("alarm_after", "").strip()
    return {"alarm_after": after, "after_at": max(now, earliest).isoformat()} if after else {}
