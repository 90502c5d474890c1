"""One trial: what is assigned, one unit at a time, its outcome, a planned look, and its end."""

from __future__ import annotations

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response

from bowlby.companion import trial_reading, trying
from bowlby.companion.language import _, day, number
from bowlby.companion.page import checked_form, go, open_diary, render, session_of, text_of
from bowlby.companion.pages.trials import hours_from, look_job, title
from bowlby.companion.times import now_here, spoken
from bowlby.companion.words import practice_hint
from bowlby.errors import BowlbyError
from bowlby.inference.trial_plan import USUAL
from bowlby.names import PRACTICES

router = APIRouter(dependencies=[Depends(checked_form)], prefix="/trials/{name}")


def _kept(request: Request, name: str) -> trying.Kept:
    kept = trying.one_of(open_diary(request), name)
    if kept is None:
        raise HTTPException(404)
    return kept


@router.get("")
async def trial(request: Request, name: str) -> Response:
    """Where the trial stands. No result is shown before a planned look."""
    kept, now, job = _kept(request, name), now_here(), session_of(request).trial
    plan = kept.plan
    latest = kept.latest
    return render(
        request,
        "trial.html",
        title=title(),
        kept=kept,
        arms=trial_reading.arms_label(plan),
        lines=trial_reading.plan_lines(plan),
        started=day(kept.started_at.date()),
        progress=trial_reading.progress_line(plan, kept.done),
        assigned=_assigned(kept),
        may_close=trying.may_close(kept, now),
        rate_from=spoken(kept.times[-1] + trying.AFTER, now) if kept.trial.open and plan.unit == "moment" else "",
        today_done=trying.today_done(kept, now),
        reasons=[_(trial_reading.REASONS[why]) for why in kept.reasons if why in trial_reading.REASONS],
        may_resume=trying.may_resume(kept, now),
        next_look=number(kept.next_look) if kept.next_look else "",
        said=trial_reading.said(latest, plan) if latest else None,
        working=bool(job and job.running and job.about == name),
        error=job.error if job and job.about == name else "",
    )


def _assigned(kept: trying.Kept) -> dict[str, str]:
    arm = trying.assigned(kept)
    if not arm:
        return {}
    if arm == USUAL:
        hint = _("Whatever you would have done anyway, asking someone for support included.")
        return {"label": trial_reading.arm_label(arm), "hint": hint, "guide": ""}
    guide = f"/settle/{arm}" if arm in PRACTICES else ""
    return {"label": trial_reading.arm_label(arm), "hint": practice_hint(arm), "guide": guide}


@router.get("/next")
async def ask(request: Request, name: str) -> Response:
    """The alarm now and how things are, before anything is assigned."""
    kept = _kept(request, name)
    if kept.over or kept.paused_at or kept.trial.open:
        return go(f"/trials/{name}")
    return _ask(request, kept)


def _ask(request: Request, kept: trying.Kept, error: str = "") -> Response:
    today = now_here().date().isoformat()
    return render(
        request,
        "trial_next.html",
        title=title(),
        kept=kept,
        from_alarm=number(kept.plan.from_alarm),
        ask_sleep=all(known != today for known, _hours in kept.nights),
        error=error,
        status=422 if error else 200,
    )


@router.post("/next")
async def assign(request: Request, name: str) -> Response:
    """The stop rules first; then one assignment, and nothing beyond it."""
    database, kept, now = open_diary(request), _kept(request, name), now_here()
    if kept.over or kept.paused_at or kept.trial.open:
        return go(f"/trials/{name}")
    if kept.asks_about_danger and text_of(request, "unsafe") in ("yes", "unsaid"):
        return go("/help")  # real danger is not reasoned away; nothing is assigned, and nothing is kept
    thoughts, before = text_of(request, "self_harm"), _rating(text_of(request, "before"))
    if thoughts in ("yes", "unsaid"):
        why = trying.checked(database, kept, before or 0.0, self_harm=True)
        trying.keep(database, trying.halted(kept, why, now))
        return go("/help")
    if thoughts != "no" or before is None or (kept.asks_about_danger and text_of(request, "unsafe") != "no"):
        return _ask(
            request, kept, _("Please rate the alarm and answer the question; “I would rather not say” is fine, too.")
        )
    try:
        kept = trying.asleep(kept, hours_from(text_of(request, "sleep")), now)
    except BowlbyError as error:
        return _ask(request, kept, str(error))
    if before < kept.plan.from_alarm:
        trying.keep(database, kept)
        session_of(request).say(
            _(
                "This moment does not count: the plan takes moments from an alarm of %(from)s on.",
                **{"from": number(kept.plan.from_alarm)},
            )
        )
        return go(f"/trials/{name}")
    why = trying.checked(database, kept, before, self_harm=False)
    trying.keep(database, trying.halted(kept, why, now) if why else trying.revealed(kept, before, now))
    return go(f"/trials/{name}")


@router.post("/outcome")
async def outcome(request: Request, name: str) -> Response:
    """Close the open unit: with the alarm now, or with a day's check-ins."""
    database, kept, now = open_diary(request), _kept(request, name), now_here()
    if not trying.may_close(kept, now):
        return go(f"/trials/{name}")
    done = {"yes": True, "no": False}.get(text_of(request, "done"))
    if kept.plan.unit == "moment":
        rated = _rating(text_of(request, "outcome"))
        said = _("Kept.") if rated is not None else _("Kept as not rated.")
    else:
        rated, count = trying.day_outcome(database, kept)
        said = (
            _("Kept, from %(count)s check-ins.", count=number(count))
            if count
            else _("Kept as not rated: there was no check-in.")
        )
    trying.keep(database, trying.closed(kept, rated, done=done))
    session_of(request).say(said)
    return go(f"/trials/{name}")


@router.post("/look")
async def look(request: Request, name: str) -> Response:
    """A look that the plan allows; the worker takes it."""
    kept = _kept(request, name)
    if not kept.look_due:
        raise BowlbyError(_("the plan allows no look now"))
    if not kept.tells:
        raise BowlbyError(_("too little is rated to tell anything"))
    look_job(request, kept)
    return go("/trials/working")


@router.post("/resume")
async def resume(request: Request, name: str) -> Response:
    """Take it up again after a rest; asked again about thoughts of self-harm."""
    database, kept, now = open_diary(request), _kept(request, name), now_here()
    if text_of(request, "self_harm") != "no":
        trying.keep(database, trying.halted(kept, trying.checked(database, kept, 0.0, self_harm=True), now))
        return go("/help")
    trying.keep(database, trying.resumed(kept, now))
    session_of(request).say(_("It goes on."))
    return go(f"/trials/{name}")


@router.post("/end")
async def end_early(request: Request, name: str) -> Response:
    """End it before its time, for good."""
    database, kept = open_diary(request), _kept(request, name)
    if not kept.over:
        trying.keep(database, trying.ended(kept))
        session_of(request).say(
            _("The trial is ended. You may look at it once more, as the plan would have allowed by now.")
        )
    return go(f"/trials/{name}")


@router.post("/remove")
async def remove(request: Request, name: str) -> Response:
    """Take a trial that is over out of the notebook."""
    database, kept = open_diary(request), _kept(request, name)
    if kept.over:
        database.forget(trying.KIND, kept.id)
        session_of(request).say(_("Removed."))
    return go("/trials")


def _rating(text: str) -> float | None:
    return float(text) if text in {str(n) for n in range(11)} else None
