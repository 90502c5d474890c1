"""Where everything is: few parts, and under each the pages it holds, one step away.

A new page is one line here. A page that the app does not serve is left out, so the list cannot promise too much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bowlby.companion.language import N_, _


class Place(NamedTuple):
    """One page; `also` are addresses of pages that belong to it and have no line of their own."""

    path: str
    label: str
    also: tuple[str, ...] = ()


class Part(NamedTuple):
    """A tab, and the pages under it; the first of them is where the tab leads."""

    label: str
    places: tuple[Place, ...]


PARTS = (
    Part(
        N_("Notice"),
        (
            Place("/log", N_("A moment")),
            Place("/check-in", N_("Check in")),
            Place("/waiting", N_("What happened?"), ("/moment",)),
            Place("/records", N_("All records")),
            Place("/reminders", N_("Reminders")),
            Place("/words", N_("Own words")),
        ),
    ),
    Part(N_("Settle"), (Place("/settle", N_("Settle")),)),
    Part(
        N_("Look back"),
        (
            Place("/insights", N_("What tends to come before")),
            Place("/week", N_("The week")),
            Place("/change", N_("What changed")),
            Place("/trials", N_("Trials")),
            Place("/check-up", N_("Check-up")),
        ),
    ),
    Part(N_("Learn"), (Place("/learn", N_("Learn")), Place("/understand", N_("Understand")))),
    Part(
        N_("More"),
        (
            Place("/settings", N_("Settings")),
            Place("/plan", N_("Safety plan")),
            Place("/bring", N_("Bring in")),
            Place("/backup", N_("Keep safe")),
            Place("/sync", N_("Several machines")),
            Place("/export", N_("Take with you")),
            Place("/protection", N_("What is protected")),
        ),
    ),
)
"""The tabs, in the order of a day: notice, settle, look back; learn; and what is done rarely."""


class Step(NamedTuple):
    """A link of the navigation; `here` is `page` on that very page, `true` on one that belongs to it, else empty."""

    path: str
    label: str
    here: str


class Menu(NamedTuple):
    """The tabs, and the pages of the tab one is in (empty where it has only one)."""

    parts: list[Step]
    places: list[Step]
    name: str


def menu(path: str, served: Iterable[str]) -> Menu:
    """What the navigation shows on a page.

    Args:
        path: address of the page.
        served: addresses that the app serves.
    """
    there = frozenset(served)
    shown = [Part(part.label, tuple(place for place in part.places if place.path in there)) for part in PARTS]
    shown = [part for part in shown if part.places]
    at = _nearest(path, shown)
    inside = next((part for part in shown if at in part.places), None)
    parts = [
        Step(part.places[0].path, _(part.label), _here(path, part.places[0]) if part is inside else "")
        for part in shown
    ]
    places = inside.places if inside and len(inside.places) > 1 else ()
    steps = [Step(place.path, _(place.label), _here(path, place) if place == at else "") for place in places]
    return Menu(parts, steps, _(inside.label) if inside else "")


def _here(path: str, place: Place) -> str:
    return "page" if path == place.path else "true"


def _nearest(path: str, parts: Iterable[Part]) -> Place | None:
    found = [
        (len(root), place)
        for part in parts
        for place in part.places
        for root in (place.path, *place.also)
        if path == root or path.startswith(f"{root}/")
    ]
    return max(found, key=lambda one: one[0], default=(0, None))[1]


def addresses(app: Any) -> Iterator[tuple[str, frozenset[str]]]:
    """Every address of the app with its methods, those with a part to fill in (`/moment/{id}`) included."""
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop(0)
        waiting += getattr(getattr(route, "original_router", None), "routes", [])
        if methods := getattr(route, "methods", None):
            yield route.path, frozenset(methods)
