"""From the offer of a trial to its seal: when it makes sense, safety first, the plan, what such a plan could find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from bowlby.companion import jobs, trial_offer, trial_reading, trying
from bowlby.companion.choices import Choice
from bowlby.companion.jobs import Job
from bowlby.companion.language import _, number
from bowlby.companion.page import checked_form, form_of, go, open_diary, reason, render, session_of, text_of
from bowlby.companion.pages.insights import progress_of, progress_page, watching
from bowlby.companion.times import now_here
from bowlby.companion.words import practice_evidence, practice_label
from bowlby.errors import BowlbyError
from bowlby.inference.trial_plan import COMPARED, MAX_ARMS, USUAL, Plan, even_looks, plan_from

router = APIRouter(dependencies=[Depends(checked_form)])

SIZES = (24, 36, 48, 60, 84, 120)
"""Units to choose from: multiples of 2, 3 and 4, so that all arms are equal."""

WORTH = ("0.5", "1", "1.5", "2")
QUESTIONS = ("unsafe", "self_harm", "sleepless")


def title() -> str:
    """The neutral title of these pages."""
    return _("Notes: trying out")


@router.get("/trials")
async def trials(request: Request) -> Response:
    """What runs, what is over, and whether a new one makes sense."""
    database = open_diary(request)
    kept = trying.all_of(database)
    found = trial_offer.offer(*trial_offer.records_before(database, now_here()))
    lines = [
        {
            "id": one.id,
            "arms": trial_reading.arms_label(one.plan),
            "progress": trial_reading.progress_line(one.plan, one.done),
            "over": one.over,
        }
        for one in kept
    ]
    return render(
        request,
        "trials.html",
        title=title(),
        trials=lines,
        running=any(not one.over for one in kept),
        offer=found,
        a_week=number(found.moments_a_week, 0),
        draft=bool(trying.draft_of(database).get("plan")),
        wanted=number(trial_offer.MOMENTS_A_WEEK, 0),
        days=trial_offer.DAYS,
    )


@router.get("/trials/new")
async def safety(request: Request) -> Response:
    """Safety first."""
    open_diary(request)
    return render(request, "trial_safety.html", title=title(), error="")


@router.post("/trials/new")
async def answered(request: Request) -> Response:
    """Danger or thoughts of self-harm lead to help at once; lost sleep to a rest. None of the answers is kept."""
    database = open_diary(request)
    answers = [text_of(request, name) for name in QUESTIONS]
    if any(answer in ("yes", "unsaid") for answer in answers[:2]):
        return go("/help")
    if "" in answers:
        error = _("Please answer each question; “I would rather not say” is a good answer, too.")
        return render(request, "trial_safety.html", title=title(), error=error, status=422)
    if answers[2] != "no":
        return render(request, "trial_rest.html", title=title())
    database.keep(trying.KIND, trying.DRAFT, {"asked": now_here().date().isoformat()})
    return go("/trials/plan")


@router.get("/trials/plan")
async def plan_form(request: Request) -> Response:
    """What to compare, for how long, by which outcome."""
    database = open_diary(request)
    if not _asked_today(trying.draft_of(database)):
        return go("/trials/new")
    return _form(request, {})


def _form(request: Request, values: Mapping[str, Any], error: str = "") -> Response:
    found = trial_offer.offer(*trial_offer.records_before(open_diary(request), now_here()))
    practices = [
        Choice(name, practice_label(name), _("evidence: %(label)s", label=practice_evidence(name)))
        for name in COMPARED
        if name != USUAL
    ]
    return render(
        request,
        "trial_plan.html",
        title=title(),
        values=values,
        error=error,
        status=422 if error else 200,
        practices=practices,
        sizes=SIZES,
        worth=[(value, number(float(value))) for value in WORTH],
        offer=found,
    )


@router.post("/trials/plan")
async def planned(request: Request) -> Response:
    """Keep the draft, and try out what such a plan could find."""
    database, session = open_diary(request), session_of(request)
    if not _asked_today(trying.draft_of(database)):
        return go("/trials/new")
    values: dict[str, Any] = {name: value for name, value in form_of(request).items() if isinstance(value, str)}
    values["practices"] = [value for value in form_of(request).getlist("practices") if isinstance(value, str)]
    try:
        plan, usual_sleep = plan_from_form(values)
    except BowlbyError as error:
        return _form(request, values, reason(error))
    now = now_here()
    expected = trial_offer.expected(plan.unit, *trial_offer.records_before(database, now), plan.from_alarm)
    fields = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(plan).items()}
    draft = {"asked": now.date().isoformat(), "plan": fields, "usual_sleep": usual_sleep, "ratings": expected.ratings}
    database.keep(trying.KIND, trying.DRAFT, draft)
    job = _new_job(request, trying.DRAFT)

    def heard(line: Mapping[str, Any]) -> bool:
        if session.database is not database or session.trial is not job:
            return False
        database.keep(trying.KIND, trying.DRAFT, {**draft, "power": line["power"]})
        return True

    order = {"plan": fields, "spread": expected.spread, "correlation": expected.correlation}
    jobs.begin(job, session.worker, order, heard)
    return go("/trials/working")


@router.get("/trials/check")
async def check(request: Request) -> Response:
    """The plan in words with its power; the next step is the seal."""
    database, job = open_diary(request), session_of(request).trial
    draft = trying.draft_of(database)
    if not draft.get("plan") or not _asked_today(draft):
        return go("/trials/new")
    plan = plan_from(draft["plan"])
    power = draft.get("power")
    return render(
        request,
        "trial_check.html",
        title=title(),
        question=plan.question,
        lines=trial_reading.plan_lines(plan),
        power=trial_reading.power_lines(power, plan) if power else [],
        spread=number(power["spread"], 1) if power else "",
        ratings=draft["ratings"],
        error=job.error if job and job.about == trying.DRAFT else "",
    )


@router.post("/trials/seal")
async def seal_it(request: Request) -> Response:
    """Draw and seal the schedule; from now on the plan stands."""
    database = open_diary(request)
    draft = trying.draft_of(database)
    if not draft.get("plan") or not _asked_today(draft):
        return go("/trials/new")
    if any(not one.over for one in trying.all_of(database)):
        raise BowlbyError(_("one trial is running; end it before another begins"))
    kept = trying.begun(plan_from(draft["plan"]), now_here(), draft["usual_sleep"])
    trying.keep(database, kept)
    database.forget(trying.KIND, trying.DRAFT)
    session_of(request).say(_("The plan is sealed."))
    return go(f"/trials/{kept.id}")


# --- while the worker is at it ------------------------------------------------------------------------------


@router.get("/trials/working")
async def working(request: Request) -> Response:
    """How far the worker is; afterwards, on to what it was for."""
    job = watching(request).trial
    if job is None:
        return go("/trials")
    if job.running:
        words = _("On this machine, in a process of its own. It takes some seconds; nothing leaves this machine.")
        return progress_page(request, job, words, home="/trials/working")
    return go("/trials/check" if job.about == trying.DRAFT else f"/trials/{job.about}")


@router.get("/trials/working/progress.json")
async def working_json(request: Request) -> Response:
    """The same for the page's script."""
    job = watching(request).trial
    return JSONResponse(progress_of(job) if job and job.running else {"running": False})


@router.post("/trials/working/cancel")
async def cancel(request: Request) -> Response:
    """End the worker; nothing is stored."""
    open_diary(request)
    session = session_of(request)
    job, session.trial = session.trial, None
    if job:
        job.cancel()
    return go("/trials" if job is None or job.about == trying.DRAFT else f"/trials/{job.about}")


def _new_job(request: Request, about: str) -> Job:
    """A job in the place of the one before, which is ended."""
    session = session_of(request)
    if session.trial:
        session.trial.cancel()
    session.trial = Job(about)
    return session.trial


def look_job(request: Request, kept: trying.Kept) -> None:
    """Have the worker look at a trial; the result is kept with it, if it stands as it did."""
    database, session = open_diary(request), session_of(request)
    job = _new_job(request, kept.id)

    def heard(line: Mapping[str, Any]) -> bool:
        now = trying.one_of(database, kept.id) if session.database is database else None
        if now is None or session.trial is not job or now.done != kept.done:
            return False
        trying.keep(database, trying.looked(now, line["look"]))
        return True

    jobs.begin(job, session.worker, {"trial": trying.trial_text(kept.trial)}, heard)


# --- the form -----------------------------------------------------------------------------------------------


def plan_from_form(values: Mapping[str, Any]) -> tuple[Plan, float | None]:
    """The plan that a form describes, and the hours the person usually sleeps.

    Raises:
        BowlbyError: a field breaks its rule.
    """
    practices = tuple(dict.fromkeys(values.get("practices", ())))
    arms = practices if values.get("against") == "each-other" else (USUAL, *practices)
    if len(arms) < 2:
        raise BowlbyError(_("choose at least one practice, or two to compare with each other"))
    if len(arms) > MAX_ARMS:
        raise BowlbyError(_("choose three practices at most, or four to compare with each other"))
    unit = values.get("unit", "")
    units = _whole(values.get("units", ""), _("how long"))
    plan = Plan(
        question=values.get("question", "").strip() or _("What settles me?"),
        arms=arms,
        unit=unit,
        units=units,
        outcome="alarm-after" if unit == "moment" else values.get("outcome", ""),
        looks=even_looks(units, _whole(values.get("looks", "1"), _("looks"))),
        worth=float(values.get("worth", "1") if values.get("worth", "1") in WORTH else "1"),
        from_alarm=float(_whole(values.get("from_alarm", "4"), _("the alarm"))) if unit == "moment" else 0.0,
    )
    return plan, hours_from(values.get("usual_sleep", ""))


def hours_from(text: str) -> float | None:
    """Hours of sleep from a form; nothing where nothing is written.

    Raises:
        BowlbyError: no number from 0 to 24.
    """
    if not text.strip():
        return None
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        hours = -1.0
    if not 0 <= hours <= 24:
        raise BowlbyError(_("the hours of sleep must be a number from 0 to 24, or left out"))
    return hours


def _whole(text: str, what: str) -> int:
    if text.strip().isascii() and text.strip().isdigit() and len(text) < 5:
        return int(text)
    raise BowlbyError(_("%(what)s is not chosen yet", what=what))


def _asked_today(draft: Mapping[str, Any]) -> bool:
    """Whether the questions about safety were answered today."""
    return draft.get("asked") == now_here().date().isoformat()
