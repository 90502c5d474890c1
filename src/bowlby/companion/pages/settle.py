"""Settle: the practices as guided pages, from a first rating to a moment that is kept only if the person says so.

An exercise that looks twice at a threat, or leads towards another person, begins with a page of its own: are you
unsafe, or afraid of this person? The server keeps the answer and opens nothing without it, whatever the address.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bowlby.companion import choices, own_words, undoing
from bowlby.companion.forms import chosen_trigger, complaint, line_of, summary
from bowlby.companion.guides import GUIDES
from bowlby.companion.guides.shape import IN_THE_MOMENT, OVER_WEEKS, WITH_SOMEONE, Guide, Step
from bowlby.companion.language import N_, _
from bowlby.companion.page import checked_form, form_of, go, open_diary, render, session_of, text_of
from bowlby.companion.references import references_of
from bowlby.companion.settling import KIND, Run, added_to, moment_of, note_of, session_of_series
from bowlby.companion.times import now_here, spoken
from bowlby.companion.words import practice_evidence, practice_found, practice_label
from bowlby.diary import register
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Moment, RecordError

router = APIRouter(dependencies=[Depends(checked_form)])

TITLE = N_("Notes: settle")
MINUTES = (5, 6, 8)
PACES = ("4-6", "5-5", "3-5")
"""Seconds in and out of the breathing pacer."""

LONGEST = 4000
"""Longest text of one step, in characters."""

SHOWN_OPEN = 3
"""So many open moments are offered at the start of a practice."""


@router.get("/settle")
async def settle(request: Request, moment: str = "") -> Response:
    """All practices, with what each is for, how long it takes and how sure it is."""
    database = open_diary(request)
    used = used_times(database)
    cards = {
        when: [card(guide, used.get(guide.name, 0)) for guide in GUIDES.values() if guide.when == when]
        for when in (IN_THE_MOMENT, OVER_WEEKS, WITH_SOMEONE)
    }
    about = database.moment(moment) if moment else None
    return render(request, "settle.html", title=_(TITLE), cards=cards, about=about and line_of(about))


def card(guide: Guide, used: int = 0) -> dict[str, Any]:
    """What a page shows of a practice before it begins."""
    return {
        "name": guide.name,
        "label": practice_label(guide.name),
        "what_for": guide.what_for(),
        "how_long": guide.how_long(),
        "sure": practice_evidence(guide.name),
        "found": practice_found(guide.name),
        "references": references_of(guide.sources),
        "used": used,
    }


def used_times(database: DiaryDatabase) -> dict[str, int]:
    """How often each practice stands in the moments."""
    with database.reading() as connection:
        return {word.word: word.uses for word in register.words(connection, "practice")}


def latest_open(database: DiaryDatabase) -> list[Moment]:
    """The latest moments whose answer is not known yet."""
    with database.reading() as connection:
        page = register.page(connection, register.Wanted(still_open=True), size=SHOWN_OPEN)
    return [listed.record for listed in page.records]


# --- is it safe? -------------------------------------------------------------------------------------------


@router.get("/settle/{name}/first")
async def danger_form(request: Request, name: str, moment: str = "") -> Response:
    """Are you unsafe, or afraid of this person? A page of its own, before anything else."""
    open_diary(request)
    guide = GUIDES.get(name)
    if guide is None or not guide.danger_first:
        return go("/settle")
    return render(request, "settle_first.html", title=_(TITLE), name=name, label=practice_label(name), moment=moment)


@router.post("/settle/{name}/first")
async def danger_answer(request: Request, name: str) -> Response:
    """Yes leads to help; only a clear no leads on."""
    open_diary(request)
    session = session_of(request)
    guide = GUIDES.get(name)
    answer = text_of(request, "unsafe")
    if answer == "yes":
        session.settling.says_unsafe()
        return go("/help#danger")
    if guide is None or answer != "no":
        return go(f"/settle/{name}/first" if guide else "/settle")
    session.settling.says_safe(guide.name, session.clock())
    return go(_with_moment(f"/settle/{name}", text_of(request, "moment")))


def _with_moment(path: str, moment: str) -> str:
    return f"{path}?moment={quote(moment, safe='')}" if moment else path


# --- before ------------------------------------------------------------------------------------------------


@router.get("/settle/{name}")
async def begin_form(request: Request, name: str, moment: str = "") -> Response:
    """What the practice is, and how strong the alarm is now."""
    database = open_diary(request)
    guide, session = GUIDES.get(name), session_of(request)
    if guide is None:
        return go("/settle")
    if not session.settling.may_begin(guide, session.clock()):
        return go(_with_moment(f"/settle/{name}/first", moment))
    chosen = database.moment(moment) if moment else None
    offered = [chosen] if chosen else latest_open(database)
    return render(
        request,
        "settle_begin.html",
        title=_(TITLE),
        card=card(guide),
        sessions=guide.sessions(),
        done=sessions_done(database, guide),
        next_session=_next_session(database, guide),
        breathing=any(step.kind == "pacer" for step in guide.steps()),
        minutes=MINUTES,
        paces=[(pace, *pace.split("-")) for pace in PACES],
        offered=[line_of(each) for each in offered],
        moment=chosen.id if chosen else "",
    )


def sessions_done(database: DiaryDatabase, guide: Guide) -> dict[str, int]:
    """How often each session of a series was done and kept."""
    done = (database.document(KIND, guide.name) or {}).get("done", {}) if guide.sessions() else {}
    return {name: times for name, times in done.items() if isinstance(times, int)}


def _next_session(database: DiaryDatabase, guide: Guide) -> str:
    done = sessions_done(database, guide)
    return min(guide.sessions(), key=lambda each: done.get(each.name, 0)).name if guide.sessions() else ""


@router.post("/settle/{name}")
async def begin(request: Request, name: str) -> Response:
    """Begin; nothing is kept yet."""
    database = open_diary(request)
    guide, session = GUIDES.get(name), session_of(request)
    if guide is None:
        return go("/settle")
    run = session.settling.begin(guide, session.clock(), now_here(text_of(request, "at_offset")))
    if run is None:
        return go(f"/settle/{name}/first")
    about = database.moment(text_of(request, "moment"))
    run.moment_id = about.id if about else ""
    run.alarm_before = one_of(text_of(request, "alarm_before"), [str(n) for n in range(11)])
    run.minutes = int(one_of(text_of(request, "minutes"), [str(n) for n in MINUTES]) or MINUTES[0])
    run.pace = one_of(text_of(request, "pace"), PACES) or PACES[0]
    series = session_of_series(guide, text_of(request, "session"))
    run.session = series.name if series else ""
    return go(f"/settle/{name}/{run.id}/1")


def one_of(text: str, allowed: Any) -> str:
    """A choice of a form; empty where it is none of those that were offered."""
    return text if text in allowed else ""


# --- step by step ------------------------------------------------------------------------------------------


def run_of(request: Request, name: str, run_id: str) -> Run | None:
    """The practice under way; None where it ended, or the diary was locked meanwhile."""
    run = session_of(request).settling.runs.get(run_id)
    return run if run and run.guide == name else None


@router.get("/settle/{name}/{run_id}/{number:int}")
async def step_page(request: Request, name: str, run_id: str, number: int) -> Response:
    """One step."""
    database = open_diary(request)
    run = run_of(request, name, run_id)
    if run is None:
        return go(f"/settle/{name}" if name in GUIDES else "/settle")
    steps = run.steps
    if not 1 <= number <= len(steps):
        return go(f"/settle/{name}/{run.id}/end")
    step = steps[number - 1]
    return render(
        request,
        "settle_step.html",
        title=_(TITLE),
        label=_label_of(run),
        run=run,
        step=step,
        number=number,
        last=len(steps),
        breaths=breaths(run),
        pace=run.pace.split("-"),
        figures=choices.figures(own_words.offered(database)["figure"]) if step.kind == "who" else [],
        warmth=choices.warmth() if step.kind == "warmth" else [],
    )


def breaths(run: Run) -> int:
    """How many breaths at its pace fill its minutes."""
    return round(run.minutes * 60 / sum(int(seconds) for seconds in run.pace.split("-")))


def _label_of(run: Run) -> str:
    series = session_of_series(run.facts, run.session)
    return f"{practice_label(run.guide)}: {series.title}" if series else practice_label(run.guide)


@router.post("/settle/{name}/{run_id}/{number:int}")
async def step_on(request: Request, name: str, run_id: str, number: int) -> Response:
    """Remember what was written, in memory only, and go on or back."""
    open_diary(request)
    run = run_of(request, name, run_id)
    if run is None:
        return go(f"/settle/{name}" if name in GUIDES else "/settle")
    if 1 <= number <= len(run.steps):
        _take_in(request, run, run.steps[number - 1])
    onward = number - 1 if text_of(request, "do") == "back" else number + 1
    return go(f"/settle/{name}/{run.id}/{max(onward, 1)}")


def _take_in(request: Request, run: Run, step: Step) -> None:
    if step.ask:
        run.written[step.name] = text_of(request, "written")[:LONGEST]
    ticked = form_of(request).getlist("chosen")
    run.chosen[step.name] = tuple(word for word in step.choose if word in ticked)
    if step.kind == "who":
        figure = text_of(request, "figure")
        own = own_words.as_known("figure", text_of(request, "figure_own"))
        run.figure = (own if figure == choices.OWN else figure)[:60]
    if step.kind == "warmth":
        run.warmth = one_of(text_of(request, "expected_warmth"), [choice.value for choice in choices.warmth()])


@router.get("/settle/{name}/{run_id}/note")
async def note_page(request: Request, name: str, run_id: str) -> Response:
    """What was prepared, as a note to print and take along."""
    open_diary(request)
    run = run_of(request, name, run_id)
    if run is None or not run.facts.takes_along:
        return go("/settle")
    lines = [(step.ask or step.title, run.written.get(step.name, "").strip()) for step in run.steps]
    return render(
        request,
        "settle_note.html",
        title=_("Notes"),
        run=run,
        lines=[line for line in lines if line[1]],
        last=len(run.steps),
    )


# --- after -------------------------------------------------------------------------------------------------


@router.get("/settle/{name}/{run_id}/end")
async def end_form(request: Request, name: str, run_id: str) -> Response:
    """How is the alarm now, and shall it be kept?"""
    open_diary(request)
    run = run_of(request, name, run_id)
    return _end_page(request, run, {}) if run else go("/settle")


def _end_page(request: Request, run: Run, values: dict[str, str], error: RecordError | None = None) -> Response:
    database = open_diary(request)
    about = _about(database, run)
    return render(
        request,
        "settle_end.html",
        title=_(TITLE),
        status=422 if error else 200,
        label=_label_of(run),
        predicted=choices.nearest_warmth(float(run.warmth)) if run.warmth else "",
        run=run,
        last=len(run.steps),
        about=line_of(about) if about else None,
        rated=about.alarm_after if about else None,
        note=note_of(run),
        triggers=[] if about else choices.triggers(own_words.offered(database)["trigger"]),
        values=values,
        error=complaint(error) if error else "",
        error_field=error.column if error else "",
    )


def _about(database: DiaryDatabase, run: Run) -> Moment | None:
    return database.moment(run.moment_id) if run.moment_id else None


@router.post("/settle/{name}/{run_id}/end")
async def end(request: Request, name: str, run_id: str) -> Response:
    """Keep it as a moment, or nothing at all, as the person says."""
    database = open_diary(request)
    session = session_of(request)
    run = run_of(request, name, run_id)
    if run is None:
        return go("/settle")
    if text_of(request, "do") != "keep":
        del session.settling.runs[run.id]
        session.say(_("Nothing was kept."))
        return go("/settle")
    values = {name: text_of(request, name) for name in ("trigger", "trigger_own", "alarm_after", "note", "at_offset")}
    try:
        kept, new = _kept(database, run, values)
    except RecordError as error:
        return _end_page(request, run, values, error)
    _count_session(database, run)
    del session.settling.runs[run.id]
    undo = undoing.added("moment", kept.id) if new else undoing.changed(database, "moment", kept.id)
    session.say(_("Kept: %(what)s.", what=_what(kept, run)), undo=undo)
    return go("/settle")


def _kept(database: DiaryDatabase, run: Run, values: dict[str, str]) -> tuple[Moment, bool]:
    """Write the moment; says whether it is a new one."""
    now = now_here(values["at_offset"])
    about = _about(database, run)
    if about:
        moment = added_to(about, run, values, now)
        database.replace(moment)
        return moment, False
    moment = moment_of(run, values | {"trigger": chosen_trigger(values)}, now)
    database.log(moment)
    return moment, True


def _count_session(database: DiaryDatabase, run: Run) -> None:
    if run.session:
        done = sessions_done(database, run.facts)
        database.keep(KIND, run.guide, {"done": done | {run.session: done.get(run.session, 0) + 1}})


def _what(moment: Moment, run: Run) -> str:
    when = spoken(moment.at, now_here())
    return f"{practice_label(run.guide)}, {when} ({summary(moment)})"
