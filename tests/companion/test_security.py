"""The door: foreign hosts, other sites and strangers are refused, and every answer carries the same strict headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import loops
from bowlby.companion.security import MAX_BODY, Keys, cookie_name
from companion.visits import ORIGIN, PORT, Visitor, create, visitor


@pytest.fixture
def guest(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        yield client


def stranger(client: Visitor) -> Visitor:
    client.cookies.clear()
    return client


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", f"127.0.0.1:{PORT + 1}", f"127.0.0.1.evil.example:{PORT}", ""]
)
def test_a_foreign_host_is_refused(guest: Visitor, host: str):
    assert guest.get("/", headers={"host": host}).status_code == 400
    assert guest.get("/help", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", f"localhost:{PORT}", f"LOCALHOST:{PORT}"])
def test_the_own_host_is_let_in(guest: Visitor, host: str):
    assert guest.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/log", "/insights", "/bring", "/check-in", "/recover", "/insights/progress.json"]
)
def test_without_the_cookie_nothing_opens(guest: Visitor, path: str):
    page = stranger(guest).get(path)
    assert page.status_code == 403
    assert "/help" in page.text


def test_a_wrong_cookie_is_no_cookie(guest: Visitor):
    stranger(guest).cookies.set(cookie_name(PORT), "x" * 43)
    assert guest.get("/").status_code == 403


def test_without_the_cookie_no_post_is_done(guest: Visitor):
    page = stranger(guest).submit("/create", {"passphrase": "four words or five", "again": "four words or five"})
    assert page.status_code == 403
    assert not guest.session.folder.exists()


def test_the_printed_token_is_traded_for_a_strict_cookie(guest: Visitor):
    page = stranger(guest).get("/enter", params={"token": guest.session.keys.printed})
    cookie = page.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert guest.get("/").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "é"])
def test_a_wrong_token_is_refused(guest: Visitor, token: str):
    page = stranger(guest).get("/enter", params={"token": token})
    assert page.status_code == 403
    assert "set-cookie" not in page.headers


def test_the_token_for_the_browser_opens_once():
    keys = Keys()
    opening = keys.opening
    assert keys.admits(opening)
    assert not keys.admits(opening)
    assert not keys.admits("")
    assert keys.admits(keys.printed)
    assert keys.admits(keys.printed)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"http://127.0.0.1:{PORT + 1}"},
        {"origin": ORIGIN, "sec-fetch-site": "cross-site"},
        {"origin": ORIGIN, "sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {},
    ],
)
def test_a_post_from_elsewhere_is_refused(guest: Visitor, headers: dict[str, str]):
    page = guest.post("/demo", data={"csrf": guest.session.keys.form}, headers=headers)
    assert page.status_code == 403
    assert guest.session.database is None


def posts(client: Visitor) -> list[str]:
    """Paths of every route of the app that takes a post."""
    found: list[str] = []
    waiting: list[Any] = list(client.pages.routes)
    while waiting:
        route = waiting.pop()
        waiting += getattr(getattr(route, "original_router", None), "routes", [])
        if "POST" in (getattr(route, "methods", None) or ()):
            found.append(route.path)
    return sorted(found)


def test_every_post_asks_for_the_form_token(guest: Visitor):
    create(guest)
    paths = posts(guest)
    assert {"/log", "/create", "/bring/commit", "/insights/start"} <= set(paths)
    for path in paths:
        for csrf in ({}, {"csrf": "x" * 43}):
            page = guest.post(re.sub(r"\{[^}]*\}", "1", path), data=csrf, headers={"origin": ORIGIN})
            assert page.status_code == 403, path
    assert guest.session.database is not None


def test_a_picture_on_another_site_learns_nothing(guest: Visitor):
    probe = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert guest.get("/static/icon.svg", headers=probe).status_code == 403
    assert guest.get("/help", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/log", "/help", "/static/style.css", "/no-such-page", "/enter", "/notes"])
def test_every_answer_carries_the_policy(guest: Visitor, path: str):
    page = guest.get(path)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"


def test_a_refusal_carries_the_policy_too(guest: Visitor):
    assert "default-src 'none'" in guest.get("/", headers={"host": "evil.example"}).headers["content-security-policy"]


def test_too_large_a_body_is_not_read(guest: Visitor):
    headers = {"origin": ORIGIN, "content-length": str(MAX_BODY + 1)}
    assert guest.post("/bring", content=b"x", headers=headers).status_code == 413


def test_a_body_of_unknown_size_is_not_read(guest: Visitor):
    page = guest.post("/bring", content=iter([b"x"]), headers={"origin": ORIGIN})
    assert page.status_code == 411


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(guest: Visitor, method: str):
    assert guest.request(method, "/", headers={"origin": ORIGIN}).status_code == 405


def test_a_web_socket_is_not_answered(guest: Visitor):
    sent: list[object] = []

    async def send(message: object) -> None:
        sent.append(message)

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def way() -> None:
        await guest.app({"type": "websocket", "path": "/", "headers": []}, receive, send)

    loops.run(way())
    assert sent == []
