"""Requests made up from the app's own description and its own forms: no crash, no traceback, nothing foreign echoed.

The description (OpenAPI) is made in this test only; the running companion has none. Which fields a form has is read off
the pages, so a new page is tried without a line here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.openapi.utils import get_openapi
from httpx import Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bowlby.diary import vault
from companion.crawled import Form, begun, lived_in, walk
from companion.visits import ORIGIN, PASSPHRASE, Visitor, create, visitor

CANARY = "<qx7>&\"'canary"
"""Comes back as text or not at all."""

ODD = ["", " ", "0", "-1", "11", "5", "1e999", "NaN", "²", "+own", "+nothing", "a;b;;", "x" * 5000, "é\u0301", "\u202e"]
ODD += ["2026-03-01T18:30", "2026-02-30T99:99", "9999-12-31T23:59", "0001-01-01T00:00", "2026-03-01", "\ud7ff", "\x00"]
ODD += ["' OR 1=1 --", "../../etc/passwd", "%s%n", "{{7*7}}", "{% x %}", CANARY, "null", "[]", "٣", "−3", "1,5"]

SETTINGS = settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def guest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "COST", {"memory_kib": 8, "passes": 1, "lanes": 1})
        folder = tmp_path_factory.mktemp("requests") / "diary"
        with visitor(folder, worker=("true",), simulator=("true",)) as client:
            client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
            prepared(client)
            yield client


def prepared(client: Visitor) -> None:
    """An open diary with a few records, whatever the request before did to it."""
    if client.session.database and not client.session.demo and not client.session.recovery_code:
        return
    client.session.lock()
    if not vault.exists(client.session.folder):
        create(client)
        assert client.session.database
        lived_in(client.session.database)
        return
    client.submit("/unlock", {"passphrase": PASSPHRASE})
    if client.session.database is None:  # the passphrase was changed by a request
        for path in client.session.folder.iterdir():
            path.unlink()
        prepared(client)


def described(client: Visitor) -> list[tuple[str, str, list[str]]]:
    """Method, path and query fields of every route, from the description that the app gives of itself."""
    schema = get_openapi(title="x", version="0", routes=client.pages.routes)
    return [
        (method.upper(), path, [one["name"] for one in told.get("parameters", ()) if one["in"] == "query"])
        for path, methods in sorted(schema["paths"].items())
        for method, told in sorted(methods.items())
    ]


def sound(answer: Response) -> None:
    """An answer that any request may get."""
    assert answer.status_code < 500 or answer.status_code == 503, answer.request.url
    assert "Traceback" not in answer.text
    assert "sqlalchemy" not in answer.text.lower()
    assert CANARY not in answer.text
    assert "<qx7" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


values = st.one_of(st.sampled_from(ODD), st.text(max_size=40), st.integers(-20, 10**12).map(str), st.floats().map(str))


@SETTINGS
@given(data=st.data())
def test_every_described_address_survives_anything(guest: Visitor, data: st.DataObject):
    prepared(guest)
    method, path, fields = data.draw(st.sampled_from(described(guest)))
    parts = st.one_of(st.sampled_from([f"{1:032x}", "x", "..", "%00", "a b", CANARY]), values).map(_as_part)
    address = re.sub(r"\{[^}]*\}", lambda _: data.draw(parts), path)
    query = data.draw(st.dictionaries(st.sampled_from([*fields, "x"]), values, max_size=4))
    body = data.draw(
        st.dictionaries(st.sampled_from(["id", "person", "kind", "alarm", "at", "note"]), values, max_size=4)
    )
    if method == "POST":
        sound(guest.submit(address, body, params=query))
    else:
        sound(guest.get(address, params=query))


@pytest.fixture(scope="module")
def forms(guest: Visitor) -> list[Form]:
    """The forms of every page, each once; not those that end the visit."""
    prepared(guest)
    found = {(one.action, *sorted(one.fields)): one for one in walk(guest.get, guest.pages, begun(guest.submit)).forms}
    return [found[key] for key in sorted(found)]


@SETTINGS
@given(data=st.data())
def test_every_form_survives_anything(guest: Visitor, forms: list[Form], data: st.DataObject):
    prepared(guest)
    form = data.draw(st.sampled_from(forms))
    fields: dict[str, Any] = {}
    for name, usual in sorted(form.fields.items()):
        offered = st.sampled_from([value for value in usual if value] or [PASSPHRASE])
        chosen = data.draw(st.one_of(st.none(), offered, offered, values, st.lists(values, max_size=3)))
        if chosen is not None and name != "csrf":
            fields[name] = chosen
    if form.method == "post":
        sound(guest.submit(form.action, fields))
    else:
        sound(guest.get(form.action, params=fields))


def test_forms_of_the_main_pages_are_among_them(forms: list[Form]):
    assert {"/log", "/check-in", "/bring", "/settings/locking", "/backup/passphrase"} <= {one.action for one in forms}


def test_files_that_are_none_are_refused(guest: Visitor):
    prepared(guest)
    for content in (b"", b"\x00" * 100, b"\xff\xfe", b"id\n" * 3, CANARY.encode(), b"a,b\n1", b"PK\x03\x04"):
        for kind in ("bowlby", "openesm", "", CANARY):
            files = {"files": (f"{CANARY}.csv", content, "text/csv")}
            data = {"csrf": guest.session.keys.form, "kind": kind, "columns": CANARY}
            sound(guest.post("/bring", data=data, files=files, headers={"origin": ORIGIN}))


def _as_part(text: str) -> str:
    from urllib.parse import quote

    return quote(text.encode("utf-8", "replace"), safe="") or "x"
