"""What the companion's tests share: a visitor who may come in, a small diary, and made-up results."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from bowlby.companion.app import create_app
from bowlby.companion.security import cookie_name
from bowlby.companion.session import Session
from bowlby.diary.records import Checkin, Diary, Moment

PORT = 8917
ORIGIN = f"http://127.0.0.1:{PORT}"
PASSPHRASE = "four words nobody guesses"
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Visitor(TestClient):
    """A browser that was let in: it has the cookie, sends its Origin, and finds the form token on the page."""

    def __init__(self, session: Session, **options: Any) -> None:
        guard = create_app(session, **options)
        super().__init__(guard, base_url=ORIGIN, follow_redirects=True)
        self.pages = cast("FastAPI", guard.app)
        self.session = session
        self.cookies.set(cookie_name(PORT), session.keys.cookie)

    def submit(self, path: str, fields: dict[str, Any] | None = None, **options: Any) -> Response:
        """Post a form as the companion's own pages do."""
        data = {"csrf": self.session.keys.form} | (fields or {})
        return self.post(path, data=data, headers={"origin": ORIGIN}, **options)


@contextmanager
def visitor(folder: Path, **options: Any) -> Iterator[Visitor]:
    """A visitor of a companion whose diary is in `folder`."""
    session = Session(folder=folder, port=PORT, **options)
    with Visitor(session) as client:
        yield client


def create(client: Visitor) -> str:
    """Make a diary and put its recovery code away; returns the code."""
    page = client.submit("/create", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    found = re.search(r"<code>(.*?)</code>", page.text)
    assert found, page.text
    client.submit("/recovery-code")
    return found[1]


def fill(client: Visitor, diary: Diary) -> None:
    """Put records into the open diary, past the pages."""
    database = client.session.database
    assert database
    database.add(diary)


def small_diary(moments: int = 6, checkins: int = 4) -> Diary:
    """A made-up diary: every other moment is still open."""
    return Diary(
        moments=tuple(
            Moment(
                id=f"{n:032x}",
                at=START + timedelta(hours=5 * n),
                trigger=("no-reply", "", "wants-space")[n % 3],
                figure=("partner", "friend")[n % 2],
                alarm_before=float(n % 11),
                expected_warmth=25.0,
                signal="reach",
                answer="pending" if n % 2 else "comfort",
            )
            for n in range(moments)
        ),
        checkins=tuple(Checkin(at=START + timedelta(hours=7 * n + 1), alarm=float(n % 7)) for n in range(checkins)),
    )


def made_up_result() -> dict[str, Any]:
    """A result of the fit's shape with enough records for everything, and some rows with too few."""
    return {
        "person": "",
        "moments": 84,
        "checkins": 46,
        "method": "laplace",
        "seconds": 3.1,
        "usual_alarm": {"median": 2.4, "low": 2.1, "high": 2.8},
        "half_life_minutes": {"median": 38.0, "low": 27.0, "high": 52.0, "identified": True, "reason": ""},
        "recovery": [_point(minutes) for minutes in range(0, 241, 10)],
        "rated_after": 61,
        "triggers": [
            _trigger("no-reply", 19, 2.6, 1.9, 3.3),
            _trigger("wants-space", 11, 1.4, 0.5, 2.3),
            _trigger("cool-welcome", 9, 0.6, -0.4, 1.6),
            _trigger("no-smile", 3, needed=5),
            _trigger("my boss sighs", 2, needed=6),
        ],
        "settles": [
            _settles("comfort", "answer", 24, 37, 2.9, 2.2, 3.6),
            _settles("breathing", "practice", 14, 47, 0.9, 0.1, 1.7),
            _settles("outside-view", "practice", 12, 49, 0.5, -0.4, 1.4),
            _settles("naming", "practice", 4, 57, needed=6),
        ],
        "expectation": {
            "stated": 36.0,
            "observed": 58.0,
            "gap": -22.0,
            "low": -33.0,
            "high": -11.0,
            "count": 52,
            "enough": True,
            "needed": 0,
            "curve": [
                {"from": 5.0, "to": 25.0, "stated": 17.0, "observed": 50.0, "low": 32.0, "high": 68.0, "count": 30},
                {"from": 50.0, "to": 95.0, "stated": 62.0, "observed": 68.0, "low": 45.0, "high": 86.0, "count": 22},
            ],
        },
        "change": [_change("alarm_at_moments", "points", (4.4, 3.1)), _change("reach", "of_100", (40.0, 46.0))],
        "needs": {"moments": 0, "other_ratings": 0},
        "diagnostics": {"rhat_max": None, "ess_min": None, "divergences": 0, "converged": True},
    }


def too_little_result() -> dict[str, Any]:
    """A result of the fit's shape where nothing may be shown."""
    empty = {"median": None, "low": None, "high": None}
    return made_up_result() | {
        "moments": 12,
        "checkins": 3,
        "rated_after": 0,
        "usual_alarm": empty,
        "half_life_minutes": {**empty, "identified": False, "reason": "no-ratings-after"},
        "recovery": [],
        "triggers": [_trigger("no-reply", 5, needed=3), _trigger("no-smile", 1, needed=7)],
        "settles": [_settles("breathing", "practice", 2, 0, needed=8, needed_without=10)],
        "expectation": {
            **dict.fromkeys(("stated", "observed", "gap", "low", "high")),
            "count": 4,
            "enough": False,
            "needed": 26,
            "curve": [],
        },
        "change": [_change("alarm_at_moments", "points", (None, None))],
        "needs": {"moments": 18, "other_ratings": 17},
    }


def _point(minutes: int) -> dict[str, float]:
    share = [math.exp(-math.log(2) * minutes / half) for half in (38, 27, 52)]
    return dict(zip(("minutes", "median", "low", "high"), (float(minutes), *share), strict=True))


def _change(what: str, unit: str, means: tuple[float | None, float | None]) -> dict[str, Any]:
    """Two months of something, the first with three times as many records; None where they are too few."""
    months = [
        {"month": month, "count": 3 if mean is None else count, "enough": mean is not None}
        | {"needed": 7 if mean is None else 0}
        | dict.fromkeys(("mean", "low", "high"))
        | ({} if mean is None else {"mean": mean, "low": mean - 0.5, "high": mean + 0.5})
        for month, count, mean in zip(("2026-03", "2026-04"), (63, 21), means, strict=True)
    ]
    first, last = means
    latest: dict[str, Any] = {"month": "2026-04", "count": 21, "before": 63, "enough": True, "needed": 0}
    if first is None or last is None:
        latest |= {"count": 3, "before": 3, "enough": False, "needed": 24}
        return {
            "what": what,
            "unit": unit,
            "months": months,
            "latest": latest | dict.fromkeys(("difference", "low", "high")),
        }
    latest |= {"difference": last - first, "low": last - first - 0.7, "high": last - first + 0.7}
    return {"what": what, "unit": unit, "months": months, "latest": latest}


def _trigger(name: str, count: int, *numbers: float, needed: int = 0) -> dict[str, Any]:
    return {"name": name, "count": count, "lasting": False, **_numbers(numbers, needed)}


def _settles(
    name: str, kind: str, count: int, without: int, *numbers: float, needed: int = 0, needed_without: int = 0
) -> dict[str, Any]:
    row = {"name": name, "kind": kind, "count": count, "without": without, "needed_without": needed_without}
    return row | _numbers(numbers, needed)


def _numbers(numbers: tuple[float, ...], needed: int) -> dict[str, Any]:
    effect, low, high = numbers or (None, None, None)
    sure = None if effect is None or low is None else (0.99 if low > 0 else 0.8)
    return {
        "effect": effect,
        "low": low,
        "high": high,
        "probability_positive": sure,
        "enough": bool(numbers),
        "needed": needed,
    }
