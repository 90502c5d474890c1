"""Understand: a simulated child's year of care and its Strange Situation, to look at and to teach with.

Nothing personal enters or leaves here; the page is behind the same door as every other because it starts a process.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from bowlby.companion import simulations, telling
from bowlby.companion.care_settings import (
    LAST_CHILD,
    PRESETS,
    Setting,
    in_model,
    listed,
    setting_of,
    sliders,
)
from bowlby.companion.language import N_, _
from bowlby.companion.page import checked_form, open_diary, reason, render, session_of
from bowlby.companion.script_words import script_words
from bowlby.errors import BowlbyError

router = APIRouter(dependencies=[Depends(checked_form)])

TITLE = N_("Notes: understand")
WIDTHS = {"room-wide": 720, "crowd-wide": 460, "room-narrow": 320, "crowd-narrow": 320}
FIGURE = re.compile(r"(room|crowd)-(wide|narrow)-(light|dark)")


@router.get("/understand")
async def understand(request: Request) -> Response:
    """The sliders, and what comes of them: worked out already, or under way."""
    open_diary(request)
    try:
        setting = setting_of(request.query_params)
    except BowlbyError as error:
        return _page(request, _middle(), problem=reason(error), status=422)
    asked = simulations.of(session_of(request))
    failed = [why for order in orders(setting) if (why := asked.failure(order))]
    if failed:
        return _page(request, setting, problem=failed[0], status=503)
    found = [asked.known(order) for order in orders(setting)]
    if None in found:
        for order in orders(setting):
            asked.prepare(order)
        return _page(request, setting, waiting=True)
    return _page(request, setting, words=_words(setting, found))


@router.get("/understand/play.json")
async def play(request: Request) -> Response:
    """What the page's script draws: the record of one child, its crowd, and every sentence."""
    open_diary(request)
    try:
        setting = setting_of(request.query_params)
        asked = simulations.of(session_of(request))
        found = [await asked.ask(order) for order in orders(setting)]
    except BowlbyError as error:
        return JSONResponse({"error": reason(error)}, 422)
    now, *before = (answer["played"] for answer in found)
    then = {name: before[0][name] for name in ("year", "crowd", "member")} if before else None
    care = dict(zip((slider.name for slider in sliders()), setting.care, strict=True))
    return JSONResponse(
        {
            "played": now | _named(now),
            "before": then,
            "words": _words(setting, found),
            "care": care,
            "query": setting.query(),
        }
    )


@router.get("/understand/figure/{name}")
async def figure(request: Request, name: str) -> Response:
    """One drawn figure, for reading without a script and for keeping."""
    open_diary(request)
    kind = FIGURE.fullmatch(name)
    if kind is None:
        raise HTTPException(404)
    setting = setting_of(request.query_params)
    what, size, theme = kind.groups()
    order = orders(setting)[0] | {"figure": what, "theme": theme, "width": WIDTHS[f"{what}-{size}"]}
    drawn = await simulations.of(session_of(request)).ask(order)
    return Response(drawn["svg"], media_type="image/svg+xml")


def orders(setting: Setting) -> list[dict[str, Any]]:
    """The questions that a setting puts: the child, and the same child with the care compared with."""
    cares = [setting.care, *([setting.against] if setting.against else [])]
    return [{"care": list(in_model(care)), "child": setting.child} for care in cares]


def _named(played: dict[str, Any]) -> dict[str, Any]:
    """What the process that simulates has named, in the language of the page."""
    return {
        "kinds": [kind | {"words": _(kind["words"])} for kind in played["kinds"]],
        "axes": {name: _(title) for name, title in played["axes"].items()},
    }


def _middle() -> Setting:
    return setting_of({})


def _words(setting: Setting, found: list[Any]) -> dict[str, Any]:
    now, *before = (answer["played"] for answer in found)
    return telling.words_of(now, before[0] if before else None, setting)


def _page(
    request: Request,
    setting: Setting,
    *,
    problem: str = "",
    waiting: bool = False,
    words: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    return render(
        request,
        "understand.html",
        title=_(TITLE),
        status=status,
        problem=problem,
        waiting=waiting,
        words=words,
        sliders=list(zip(sliders(), setting.care, strict=True)),
        presets=[(name, _(words.label), _(words.hint)) for name, (words, _care) in PRESETS.items()],
        script_words=script_words(),
        setting=setting,
        query=setting.query(),
        here=listed(setting.care),
        against=listed(setting.against) if setting.against else "",
        compared=telling.moved_sliders(setting),
        last_child=LAST_CHILD,
        another=secrets.randbelow(LAST_CHILD + 1),
    )
