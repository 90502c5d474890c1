"""All records, newest first, a page at a time, and those that were taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bowlby.companion import choices, own_words
from bowlby.companion.forms import checkin_summary, summary
from bowlby.companion.language import _
from bowlby.companion.page import checked_form, open_diary, render
from bowlby.companion.times import month_label, now_here, spoken
from bowlby.companion.words import answer_label, trigger_label
from bowlby.diary import changes, register
from bowlby.diary.changes import RecordKind
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Checkin, Moment
from bowlby.diary.register import Listed, Place, Wanted

router = APIRouter(dependencies=[Depends(checked_form)])


@router.get("/records")
async def records(request: Request) -> Response:
    """The list, with what the address asks for."""
    database = open_diary(request)
    query = dict(request.query_params)
    wanted = wanted_of(query)
    before, after = (_place(query.get(name, "")) for name in ("before", "after"))
    with database.reading() as connection:
        page = register.page(connection, wanted, before=before, after=after)
        months = register.months(connection)
        removed = bool(changes.removed(connection, "moment", 1) or changes.removed(connection, "checkin", 1))
    here = {name: query[name] for name in ("kind", "trigger", "figure", "month", "open") if query.get(name)}
    return render(
        request,
        "records.html",
        title=_("Notes: all"),
        lines=[line_of(one) for one in page.records],
        newer=_address(here, "after", page.records[0].place) if page.newer and page.records else "",
        older=_address(here, "before", page.records[-1].place) if page.older and page.records else "",
        filtered=bool(here),
        wanted=here,
        months=[choices.Choice(month, month_label(month, long=True)) for month in months],
        removed=removed,
        **_offered(database),
    )


def _offered(database: DiaryDatabase) -> dict[str, Any]:
    """Triggers and people to choose from: those the moments use."""
    with database.reading() as connection:
        triggers, figures = (register.words(connection, kind) for kind in ("trigger", "figure"))
    by_label = sorted((trigger_label(one.word), one.word) for one in triggers)
    people = sorted((own_words.figure_label(one.word), one.word) for one in figures)
    return {
        "triggers": [choices.Choice(choices.NOTHING, trigger_label(""))] + [choices.Choice(w, x) for x, w in by_label],
        "figures": [choices.Choice(word, label) for label, word in people],
    }


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """What an address asks for; what cannot be read asks for nothing."""
    kind, trigger, month = (query.get(name, "") for name in ("kind", "trigger", "month"))
    return Wanted(
        kind=kind if kind in ("moment", "checkin") else "",
        trigger="" if trigger == choices.NOTHING else trigger or None,
        figure=query.get("figure") or None,
        month=month if re.fullmatch(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])", month) else "",
        still_open=query.get("open") == "1",
    )


def line_of(one: Listed) -> dict[str, str]:
    """One line of the list."""
    record: Moment | Checkin = one.record
    line = {
        "kind": one.kind,
        "id": one.place.id,
        "when": spoken(record.at, now_here()),
        "at": record.at.isoformat(),
        "more": "",
    }
    if isinstance(record, Moment):
        return line | {"what": summary(record), "more": answer_label(record.answer) if record.answer else ""}
    return line | {"what": checkin_summary(record), "more": _("asked by the notebook") if record.prompted else ""}


def _place(text: str) -> Place | None:
    instant, _colon, record_id = text.partition(":")
    try:
        return Place(float(instant), record_id) if text else None
    except ValueError:
        return None


def _address(here: Mapping[str, str], name: str, place: Place) -> str:
    return "/records?" + urlencode({**here, name: f"{place.instant!r}:{place.id}"})


@router.get("/records/removed")
async def removed(request: Request) -> Response:
    """Records that were taken out and can be brought back."""
    database = open_diary(request)
    with database.reading() as connection:
        gone: dict[RecordKind, tuple[changes.Change, ...]] = {
            "moment": changes.removed(connection, "moment"),
            "checkin": changes.removed(connection, "checkin"),
        }
    lines = [
        (change.changed_at, line_of(Listed(kind, Place(0.0, change.record_id), change.earlier)))
        for kind, found in gone.items()
        for change in found
    ]
    lines.sort(key=lambda line: line[0], reverse=True)
    return render(request, "records_removed.html", title=_("Notes: all"), lines=[line for _at, line in lines])
