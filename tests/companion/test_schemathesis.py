"""Requests that schemathesis makes up from the app's own description and its own forms, open and locked.

The description (OpenAPI) is made in this test only; the running companion has none. It knows addresses and their parts;
which fields a form has, and what it offers, is read off the pages and added, so a new page is tried without a line
here. No request may break anything: no crash, no answer of another kind than described, none without the headers that
protect it, nothing personal in an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import schemathesis
from fastapi.openapi.utils import get_openapi
from httpx import Response
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import content_type_conformance

from bowlby.companion.pages.export import KINDS
from bowlby.companion.security import HEADERS
from bowlby.diary import vault
from bowlby.diary.records import Diary, Moment
from companion.crawled import Walk, begun, lived_in, walk
from companion.visits import ORIGIN, PASSPHRASE, START, Visitor, create, visitor

CANARY = "<qx7>&\"'canary"
"""Comes back as text or not at all."""

PERSONAL = "what Zelda said at the pier"
"""A trigger, figure and note of the diary that is asked."""

ODD = ["", " ", "0", "-1", "11", "5", "1e999", "NaN", "²", "+own", "+nothing", "a;b;;", "é\u0301", "\u202e"]
ODD += ["2026-03-01T18:30", "2026-02-30T99:99", "9999-12-31T23:59", "0001-01-01T00:00", "2026-03-01", "\x00"]
ODD += ["' OR 1=1 --", "../../etc/passwd", "%s%n", "{{7*7}}", "{% x %}", CANARY, "null", "[]", "٣", "−3", "1,5"]

PARTS = ["x", "..", "%00", "a b", "²", "x" * 300, CANARY]
"""What stands in places of an address that no page leads to."""

Way = Callable[[list[str]], dict[str, Any]]

WAYS: dict[str, Way] = {
    "as offered": lambda usual: {"enum": sorted({*usual, ""} if any(usual) else {"", PASSPHRASE})},
    "odd": lambda usual: {"enum": [*sorted(set(usual) - set(ODD)), *ODD]},
    "any": lambda _usual: {"type": "string"},
}
"""A field of a form by what the pages would send in it."""

OTHER_KINDS = {
    "/export": {media for media, _ending in KINDS.values()},
    "/reminders/calendar": {"text/calendar"},
    "/insights/figure/{name}": {"image/svg+xml"},
    "/understand/figure/{name}": {"image/svg+xml"},
    "/insights/progress.json": {"application/json"},
    "/trials/working/progress.json": {"application/json"},
    "/understand/play.json": {"application/json"},
    "/asking": {"application/json"},
}
"""What an address may answer with besides a page."""

MAY_FAIL = {"/understand", "/demo"}
"""Where a process or a folder of this machine may be missing, which is told with a 503."""

TRIES = 5
"""Requests for each method of each address, twice: with the diary open, and locked."""

SETTINGS = settings(
    max_examples=TRIES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@pytest.fixture(scope="module")
def guest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "COST", {"memory_kib": 8, "passes": 1, "lanes": 1})
        folder = tmp_path_factory.mktemp("requests") / "diary"
        with visitor(folder, worker=("true",), simulator=("true",)) as client:
            client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
            opened(client)
            yield client


def opened(client: Visitor) -> None:
    """An open diary with a few records, whatever the request before did to it."""
    if client.session.database and not client.session.demo and not client.session.recovery_code:
        return
    client.session.lock()
    if not vault.exists(client.session.folder):
        create(client)
        assert client.session.database
        lived_in(client.session.database)
        client.session.database.add(
            Diary((Moment(id="zelda", at=START, trigger=PERSONAL, figure=PERSONAL, note=PERSONAL),))
        )
        return
    client.submit("/unlock", {"passphrase": PASSPHRASE})
    if client.session.database is None:  # the passphrase was changed by a request
        for path in client.session.folder.iterdir():
            path.unlink()
        opened(client)


def locked(client: Visitor) -> None:
    """The same diary, locked."""
    if client.session.database or not vault.exists(client.session.folder):
        opened(client)
        client.session.lock()


@pytest.fixture(scope="module")
def found(guest: Visitor) -> Walk:
    """Every page, and every form."""
    return walk(guest.get, guest.pages, begun(guest.submit))


@pytest.fixture(scope="module", params=["as offered", "odd", "any"])
def schema(request: pytest.FixtureRequest, guest: Visitor, found: Walk) -> Any:
    """What the app says of itself, with the fields of its forms and the kinds of its answers.

    Three descriptions, since in one the narrower would be lost in the wider: what the pages offer and nothing else,
    that or something odd, and any text at all.
    """
    return schemathesis.openapi.from_dict(described(guest, found, WAYS[request.param]))


def described(guest: Visitor, found: Walk, way: Way) -> dict[str, Any]:
    """The description, with the values of each field as `way` has them."""
    told = get_openapi(title="Notes", version="0", routes=guest.pages.routes)
    for path, methods in told["paths"].items():
        look = re.compile("^" + re.sub(r"\{[^}]*\}", "[^/]+", path) + "$")
        seen = [one for addresses in found.pages.values() for one in addresses if look.match(urlsplit(one).path)]
        for method, operation in methods.items():
            operation["responses"] = answers(path)
            for one in operation.get("parameters", ()):
                one["schema"] = {"enum": [*parts(path, one["name"], seen), *PARTS]} if one["in"] == "path" else way([])
            forms = [one for one in found.forms if one.method == method and look.match(urlsplit(one.action).path)]
            fields = {name: way(usual) for one in forms for name, usual in sorted(one.fields.items()) if name != "csrf"}
            if method == "get":
                add_query(operation, fields)
            else:
                add_form(operation, fields, guest)
    return told


def answers(path: str) -> dict[str, Any]:
    """The answers of an address: a page or what else it gives, nothing on the way elsewhere."""
    kinds = {"text/html", *OTHER_KINDS.get(path, ())}
    empty = {code: {"description": "nothing"} for code in ("204", "303", "307", "409")}
    return empty | {"default": {"description": "something", "content": {kind: {} for kind in sorted(kinds)}}}


def parts(path: str, name: str, seen: list[str]) -> list[str]:
    """What has stood in one place of an address on the pages."""
    look = re.sub(r"\{[^}]*\}", "[^/]+", path.replace(f"{{{name}}}", "(.+)"))
    return sorted({unquote(hit[1]) for one in seen if (hit := re.fullmatch(look, urlsplit(one).path))})


def add_query(operation: dict[str, Any], fields: dict[str, Any]) -> None:
    """Describe the fields of forms that only ask."""
    known = {one["name"] for one in operation.get("parameters", ())}
    new = [{"name": name, "in": "query", "schema": one} for name, one in fields.items() if name not in known]
    operation["parameters"] = [*operation.get("parameters", ()), *new]


def add_form(operation: dict[str, Any], fields: dict[str, Any], guest: Visitor) -> None:
    """Describe the fields of forms that change something. Most are sent, as a browser does."""
    needed = ["csrf", *(name for number, name in enumerate(fields) if number % 4)]
    properties = fields | {"csrf": {"const": guest.session.keys.form}}
    form = {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}
    content = {"application/x-www-form-urlencoded": {"schema": form}}
    operation["requestBody"] = {"required": True, "content": content}


def sent(client: Visitor, case: schemathesis.Case) -> Response:
    """The answer to a made-up request, as a browser that was let in would send it."""
    given = case.as_transport_kwargs(base_url=ORIGIN)
    body = {name: value for name, value in (given.get("data") or {}).items() if value is not None}
    headers = {"origin": ORIGIN} if case.method == "POST" else {}
    options: dict[str, Any] = {"data": body} if case.method == "POST" else {}
    return client.request(
        case.method, given["url"], params=given["params"], headers=headers, follow_redirects=False, **options
    )


def sound(case: schemathesis.Case, answer: Response) -> None:
    """An answer that any request may get."""
    case.validate_response(answer, checks=[content_type_conformance])
    allowed = {503} if case.path in MAY_FAIL else set()
    assert answer.status_code < 500 or answer.status_code in allowed, (case.method, case.path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "Traceback" not in answer.text
    assert "sqlalchemy" not in answer.text.lower()
    assert CANARY not in answer.text
    assert "<qx7" not in answer.text
    if answer.status_code >= 400 and "<form" not in answer.text.partition("<main")[2]:  # a form may hold it for mending
        assert PERSONAL not in answer.text
        assert "canary" not in answer.text


def tried(schema: Any, client: Visitor, before: Callable[[Visitor], None], also: Callable[[Response], None]) -> int:
    """Send made-up requests to every method of every address; how many were sent."""
    count = 0

    for operation in (result.ok() for result in schema.get_all_operations()):

        @SETTINGS
        @given(case=operation.as_strategy())
        def survives(case: schemathesis.Case) -> None:
            nonlocal count
            count += 1
            before(client)
            answer = sent(client, case)
            sound(case, answer)
            also(answer)

        survives()
    return count


def test_every_address_survives_anything_while_open(guest: Visitor, schema: Any):
    assert tried(schema, guest, opened, lambda _answer: None) > 300


def test_every_address_survives_anything_while_locked_and_tells_nothing(guest: Visitor, schema: Any):
    def closed(answer: Response) -> None:
        if guest.session.database is None:
            assert PERSONAL not in answer.text

    assert tried(schema, guest, locked, closed) > 300


def test_the_description_holds_the_forms_of_the_main_pages(guest: Visitor, found: Walk):
    assert {"/log", "/check-in", "/bring", "/settings/locking", "/backup/passphrase"} <= {
        one.action for one in found.forms
    }
    log = described(guest, found, WAYS["as offered"])["paths"]["/log"]["post"]
    form = log["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert {"trigger", "alarm_before", "signal", "note", "csrf"} <= form["properties"].keys()
    assert "no-reply" in form["properties"]["trigger"]["enum"]


def test_files_that_are_none_are_refused(guest: Visitor):
    opened(guest)
    for content in (b"", b"\x00" * 100, b"\xff\xfe", b"id\n" * 3, CANARY.encode(), b"a,b\n1", b"PK\x03\x04"):
        for kind in ("bowlby", "openesm", "", CANARY):
            files = {"files": (f"{CANARY}.csv", content, "text/csv")}
            data = {"csrf": guest.session.keys.form, "kind": kind, "columns": CANARY}
            answer = guest.post("/bring", data=data, files=files, headers={"origin": ORIGIN})
            assert answer.status_code < 500
            assert "Traceback" not in answer.text
            assert "<qx7" not in answer.text
