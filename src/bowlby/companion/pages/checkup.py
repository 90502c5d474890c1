"""A check-up, at most monthly: questions one at a time until enough is known, and two numbers with their errors."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from bowlby.companion import checkups, checkups_shown, state_checks
from bowlby.companion.language import N_, _, day
from bowlby.companion.page import checked_form, form_of, go, open_diary, reason, render, session_of, text_of
from bowlby.companion.times import now_here
from bowlby.companion.uploads import bare_name
from bowlby.errors import BowlbyError

router = APIRouter(dependencies=[Depends(checked_form)])

PATH = "/check-up"

LISTED = 12
"""So many earlier check-ups are listed at once."""

ENDS = (N_("disagree strongly"), N_("agree strongly"))
"""What the lowest and the highest answer mean, as in the calibration."""


@router.get(PATH)
async def overview(request: Request) -> Response:
    """What it is, what was found, and when the next one is offered.

    `?beside=sample` adds the percentiles, `?before=NAME` lists the check-ups before that one.
    """
    return overview_page(request)


def overview_page(request: Request, error: str = "") -> Response:
    """The page, with what went wrong."""
    database = open_diary(request)
    done = checkups.results(database, last=2)
    beside = request.query_params.get("beside") == "sample"
    from_when = checkups.offered_from(database)
    latest = done[-1] if done else None
    before = done[-2] if len(done) > 1 else None
    earlier, more = _earlier(request, latest) if latest else ([], "")
    return render(
        request,
        "checkup.html",
        title=_("Notes: look back"),
        status=422 if error else 200,
        error=error,
        wording=checkups.wording(database),
        begun=checkups.under_way(database) is not None,
        next_day=day(from_when.astimezone()) if from_when and now_here() < from_when else "",
        latest=latest,
        latest_day=day(latest.at.astimezone()) if latest else "",
        scales=checkups_shown.shown(latest, before, beside=beside) if latest else [],
        beside=beside,
        sample=checkups_shown.sample(latest.instrument) if latest and beside else "",
        earlier=[(one.name, day(one.at.astimezone()), checkups_shown.shown(one)) for one in earlier],
        more=more,
    )


def _earlier(request: Request, latest: checkups.Result) -> tuple[list[checkups.Result], str]:
    """The check-ups to list, the latest first, and the name of the last of them where there are older ones."""
    before = request.query_params.get("before") or latest.name
    found = checkups.results(open_diary(request), LISTED + 1, before)
    listed = found[-LISTED:][::-1]
    return listed, listed[-1].name if len(found) > LISTED else ""


@router.post(f"{PATH}/wording")
async def bring_wording(request: Request) -> Response:
    """Keep the person's own file of questions."""
    database = open_diary(request)
    sent = form_of(request).get("wording")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return overview_page(request, _("No file was chosen; choose one with the columns item and text."))
    try:
        found = checkups.bring_wording(database, bare_name(sent.filename), await sent.read())
    except BowlbyError as error:
        return overview_page(request, reason(error))
    session_of(request).say(_("Kept: the words of %(n)s questions.", n=len(found.texts)))
    return go(PATH)


@router.post(f"{PATH}/begin")
async def begin(request: Request) -> Response:
    """Begin, or go on with the one under way."""
    try:
        checkups.begin(open_diary(request), text_of(request, "length"), now_here())
    except BowlbyError as error:
        return overview_page(request, reason(error))
    return go(f"{PATH}/question")


@router.get(f"{PATH}/question")
async def question(request: Request) -> Response:
    """The open question, and how sure each scale is by now."""
    return question_page(request)


def question_page(request: Request, error: str = "") -> Response:
    """The page, with what went wrong; the way back where nothing is under way."""
    from bowlby.measures.adaptive import next_item

    database = open_diary(request)
    found, own = checkups.under_way(database), checkups.wording(database)
    if found is None or own is None:
        return go(PATH)
    test, record = found
    item = next_item(test, record)
    if item is None:  # the machine stopped between the last answer and the result
        checkups.answer(database, 0, None, now_here())
        return go(PATH)
    return render(
        request,
        "checkup_question.html",
        title=_("Notes: look back"),
        status=422 if error else 200,
        error=error,
        item=item,
        text=own.texts[item],
        number=len(record.steps) + 1,
        low=test.bank.low,
        high=test.bank.high,
        ends=[_(word) for word in ENDS],
        sureness=checkups_shown.sureness(test, record),
        stop=checkups_shown.stop_height(test),
        begun=bool(record.steps),
    )


@router.post(f"{PATH}/question")
async def answer(request: Request) -> Response:
    """Take an answer or a skip, and ask the next question or show what was found."""
    database = open_diary(request)
    item, given = text_of(request, "item"), text_of(request, "answer")
    skipped = bool(text_of(request, "skip"))
    if not skipped and not _whole(given):
        return question_page(request, _("No answer is chosen yet; choose one, or skip the question."))
    if not _whole(item):
        return go(f"{PATH}/question")
    try:
        over = checkups.answer(database, int(item), None if skipped else int(given), now_here())
    except BowlbyError as error:
        return question_page(request, reason(error))
    return go(PATH if over else f"{PATH}/question")


@router.post(f"{PATH}/back")
async def back(request: Request) -> Response:
    """Take the last answer back."""
    checkups.take_back(open_diary(request))
    return go(f"{PATH}/question")


@router.post(f"{PATH}/forget")
async def forget(request: Request) -> Response:
    """Delete the words, the check-up under way, or one result, for good."""
    name = text_of(request, "name")
    checkups.forget(open_diary(request), name)
    session_of(request).say(_("Deleted."))
    return go(f"{PATH}/now" if name.startswith(state_checks.PREFIX) else PATH)


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3
