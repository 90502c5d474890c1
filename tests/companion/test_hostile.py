"""Requests that no browser of the person would send, over a real connection: refused, and nothing is told."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator

import pytest

from bowlby.companion.security import MAX_BODY, cookie_name
from bowlby.companion.session import Session
from bowlby.diary import vault
from bowlby.diary.database import DiaryDatabase
from browser.served import served
from companion.visits import PASSPHRASE, small_diary


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A companion that listens, with an open diary; one for all, since no request here may change anything."""
    with pytest.MonkeyPatch.context() as patch, served(tmp_path_factory.mktemp("hostile") / "diary") as opened:
        patch.setattr(vault, "COST", {"memory_kib": 8 * 1024, "passes": 1, "lanes": 1})
        key, _ = vault.create(opened.folder, PASSPHRASE)
        opened.opened(DiaryDatabase.open(opened.folder, key))
        assert opened.database
        opened.database.add(small_diary())
        yield opened


def told(session: Session, request: str, body: bytes = b"") -> tuple[int, str]:
    """Send raw lines and read all that comes back: the status (0 when the line was cut), and everything as text.

    `HOST`, `COOKIE` and `CSRF` in the request stand for what a let-in browser would send.
    """
    home = f"127.0.0.1:{session.port}"
    cookie = f"{cookie_name(session.port)}={session.keys.cookie}"
    request = request.replace("HOST", home).replace("COOKIE", cookie).replace("CSRF", session.keys.form)
    raw = request.strip("\n").replace("\n", "\r\n").encode() + b"\r\n\r\n" + body
    with socket.create_connection(("127.0.0.1", session.port), timeout=20) as line:
        line.sendall(raw)
        answer = b""
        while part := line.recv(65536):
            answer += part
    text = answer.decode("utf-8", "replace")
    status = re.match(r"HTTP/1\.1 (\d{3})", text)
    return int(status[1]) if status else 0, text


def test_a_browser_that_was_let_in_is_answered(session: Session):
    status, text = told(session, "GET /log HTTP/1.1\nHost: HOST\nCookie: COOKIE\nConnection: close")
    assert status == 200
    assert "A moment" in text


@pytest.mark.parametrize(
    "host",
    [
        "rebound.example",
        "rebound.example:80",
        "127.0.0.1",
        "127.0.0.2:PORT",
        "[::1]:PORT",
        "localhost.rebound.example:PORT",
        "rebound.example@127.0.0.1:PORT",
        "127.0.0.1:PORT#rebound.example",
        "127.1:PORT",
        "2130706433:PORT",
        "0.0.0.0:PORT",
        "localhost.:PORT",
        "",
    ],
)
def test_a_rebound_name_learns_nothing(session: Session, host: str):
    """A foreign site that points its own name at this machine reaches the port, with the cookie of nobody."""
    named = host.replace("PORT", str(session.port))
    status, text = told(session, f"GET /log HTTP/1.1\nHost: {named}\nCookie: COOKIE\nConnection: close")
    assert status == 400
    assert "A moment" not in text


def test_without_a_host_or_with_two_there_is_no_answer(session: Session):
    assert told(session, "GET /log HTTP/1.1\nCookie: COOKIE\nConnection: close")[0] == 400
    two = "GET /log HTTP/1.1\nHost: HOST\nHost: rebound.example\nCookie: COOKIE\nConnection: close"
    turned = "GET /log HTTP/1.1\nHost: rebound.example\nHost: HOST\nCookie: COOKIE\nConnection: close"
    assert told(session, two)[0] == 400
    assert told(session, turned)[0] == 400


def test_a_foreign_address_in_the_first_line_is_refused(session: Session):
    line = "GET http://rebound.example/log HTTP/1.1\nHost: rebound.example\nCookie: COOKIE\nConnection: close"
    assert told(session, line)[0] in (400, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../log",
        "/static/%2e%2e/log",
        "/static/..%2flog",
        "/static/%2e%2e/%2e%2e/page.py",
        "/static/..\\page.py",
        "/static//etc/passwd",
        "/help/../log",
        "/help/%2e%2e/log",
        "/enter/../log",
        "/notes/..;/log",
        "//log",
        "/%2flog",
        "/LOG",
        "/log/",
        "/log%00",
        "/static/style.css%00.html",
        "/help%2f..%2flog",
        "/static/" + "a/" * 2000,
    ],
)
def test_no_path_leads_past_the_door(session: Session, path: str):
    status, text = told(session, f"GET {path} HTTP/1.1\nHost: HOST\nConnection: close")
    assert status in (307, 400, 403, 404)
    assert "friend" not in text
    assert "from __future__" not in text
    assert "root:" not in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    "headers",
    [
        "Origin: http://evil.example",
        "Origin: null",
        "Origin: http://HOST.evil.example",
        "Origin: https://HOST",
        "Origin: http://HOST@evil.example",
        "Origin: http://HOST, http://evil.example",
        "Origin: http://HOST\nSec-Fetch-Site: cross-site",
        "Origin: http://HOST\nSec-Fetch-Site: same-site",
        "Sec-Fetch-Site: none",
        "Referer: http://HOST/log",
        "X-Forwarded-Host: HOST\nX-Original-URL: /help",
    ],
)
def test_a_post_from_another_site_does_nothing(session: Session, headers: str):
    """With the cookie and the token even, as if both had leaked."""
    body = f"csrf={session.keys.form}".encode()
    request = (
        f"POST /lock HTTP/1.1\nHost: HOST\nCookie: COOKIE\n{headers}\nConnection: close\n"
        f"Content-Type: application/x-www-form-urlencoded\nContent-Length: {len(body)}"
    )
    assert told(session, request, body)[0] == 403
    assert session.database is not None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"csrf=", "application/x-www-form-urlencoded"),
        (b"csrf=x", "application/x-www-form-urlencoded"),
        (b'{"csrf": "TOKEN"}', "application/json"),
        (b"csrf=TOKEN", "text/plain"),
        (b"csrf=TOKEN", "multipart/form-data"),
        (b"csrf=TOKEN", "multipart/form-data; boundary=x"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"\xff\xfe=%zz&csrf=%", "application/x-www-form-urlencoded"),
        (b"&".join(b"a=1" for _ in range(5000)), "application/x-www-form-urlencoded"),
        (b"csrf=TOKEN", ""),
    ],
)
def test_a_post_without_the_token_in_a_form_does_nothing(session: Session, body: bytes, kind: str):
    body = body.replace(b"TOKEN", session.keys.form.encode())
    status, text = told(
        session,
        f"POST /lock HTTP/1.1\nHost: HOST\nCookie: COOKIE\nOrigin: http://HOST\nConnection: close\n"
        f"Content-Type: {kind}\nContent-Length: {len(body)}",
        body,
    )
    assert status in (400, 403)
    assert "Traceback" not in text
    assert session.database is not None


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "LOG"])
def test_no_other_method_does_anything(session: Session, method: str):
    status, text = told(session, f"{method} /log HTTP/1.1\nHost: HOST\nCookie: COOKIE\nConnection: close")
    assert status in (400, 405)
    assert "friend" not in text
    assert session.database is not None


@pytest.mark.parametrize("length", [str(MAX_BODY + 1), "9" * 30, "-1", "1e3", "0x10", "", "1, 2"])
def test_an_oversized_or_odd_length_is_refused_before_reading(session: Session, length: str):
    status, _ = told(
        session,
        "POST /log HTTP/1.1\nHost: HOST\nCookie: COOKIE\nOrigin: http://HOST\nConnection: close\n"
        f"Content-Length: {length}",
        b"a=1",
    )
    assert status in (400, 411, 413)
    assert session.database is not None


def test_a_body_in_pieces_is_refused(session: Session):
    request = (
        "POST /lock HTTP/1.1\nHost: HOST\nCookie: COOKIE\nOrigin: http://HOST\nConnection: close\n"
        "Transfer-Encoding: chunked"
    )
    assert told(session, request, b"5\r\ncsrf=\r\n0\r\n\r\n")[0] == 411
    assert session.database is not None


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "notes_PORT=",
        "notes_PORT=x",
        "notes_1=VALUE",
        "NOTES_PORT=VALUE",
        "notes_PORT=VALUEx",
        'notes_PORT="\\',
        "a" * 9000,
        "notes_PORT=\xe9",
    ],
)
def test_no_cookie_but_the_one_of_this_run_opens(session: Session, cookie: str):
    given = cookie.replace("PORT", str(session.port)).replace("VALUE", session.keys.cookie)
    status, text = told(session, f"GET /log HTTP/1.1\nHost: HOST\nCookie: {given}\nConnection: close")
    assert status in (400, 403)
    assert "friend" not in text


def test_the_address_for_the_browser_opens_once(session: Session):
    token = session.keys.opening
    line = f"GET /enter?token={token} HTTP/1.1\nHost: HOST\nConnection: close"
    first, second = told(session, line), told(session, line)
    assert (first[0], second[0]) == (200, 403)
    assert "samesite=strict" in first[1].lower()
    assert "httponly" in first[1].lower()
    assert "set-cookie" not in second[1].lower()
    assert token not in first[1] + second[1]


def test_a_request_to_change_to_a_web_socket_gets_none(session: Session):
    line = (
        "GET /log HTTP/1.1\nHost: HOST\nCookie: COOKIE\nOrigin: http://evil.example\nConnection: Upgrade, close\n"
        "Upgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\n"
        "Sec-Fetch-Site: cross-site"
    )
    assert told(session, line)[0] != 101
