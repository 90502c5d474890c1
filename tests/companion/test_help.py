import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from bowlby.companion.help import (
    KINDS,
    Line,
    load_help,
    overdue,
    page_values,
    region_of,
    router,
    years_old,
)
from bowlby.companion.language import day
from bowlby.companion.page import templates
from bowlby.companion.security import Keys, cookie_name
from bowlby.errors import BowlbyError

LINES = load_help().lines
IN_THE_UNION = {"AT", "BE", "CZ", "DE", "DK", "ES", "FI", "FR", "GR", "IE", "IT", "NL", "PL", "PT", "SE"}


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.include_router(router)
    return TestClient(app)


# --- the entries ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.country}-{line.display}")
def test_every_entry_keeps_the_contract(line: Line):
    assert line.kind in KINDS
    assert line.dial or line.sms_to
    assert re.sub(r"\D", "", line.display) == (line.dial or line.sms_to)
    assert line.call_link == (f"tel:{line.dial}" if line.dial else "")
    assert line.text_link.startswith("sms:") == bool(line.sms_to)
    assert len(line.sms_to) <= 6 or not line.dial, "a long number for texts is an entry of its own, grouped for the eye"
    assert line.name
    assert line.audience
    assert line.languages
    assert re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}(/\S*)?", line.source)
    assert line.verified_at <= load_help().compiled_at
    if line.checked and line.kind != "emergency" and line.source.count("/") == 0:
        pytest.fail("a checked entry names the page on which its number was read")


def test_no_entry_is_older_than_twelve_months():
    old = [f"{line.country} {line.name}: check it at {line.source}" for line in overdue(load_help(), date.today())]
    assert old == []


def test_every_country_can_be_helped():
    for country in load_help().countries:
        assert country.of("emergency"), country.name
        assert country.of("support"), country.name
        assert country.of("danger") or country.note, country.name


def test_no_number_stands_twice_under_a_kind():
    for country in load_help().countries:
        for kind in KINDS:
            numbers = [(line.dial, line.sms_to) for line in country.of(kind)]
            assert len(set(numbers)) == len(numbers), (country.name, kind)


@pytest.mark.parametrize("code", sorted(IN_THE_UNION))
def test_the_european_number_comes_first_in_the_union(code: str):
    country = load_help().country(code)
    assert country is not None
    assert country.of("emergency")[0].dial == "112"


@pytest.mark.parametrize(
    ("code", "kind", "dial"),
    [
        ("GB", "emergency", "999"),
        ("US", "emergency", "911"),
        ("AU", "emergency", "000"),
        ("NZ", "emergency", "111"),
        ("GB", "support", "116123"),
        ("DE", "support", "116123"),
        ("US", "support", "988"),
        ("CA", "support", "988"),
        ("FR", "support", "3114"),
        ("IT", "danger", "1522"),
        ("DE", "danger", "116016"),
    ],
)
def test_short_codes_stay_short_codes(code: str, kind: str, dial: str):
    country = load_help().country(code)
    assert country is not None
    assert dial in [line.dial for line in country.of(kind)]


# --- the twelve months ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verified", "today", "old"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), False),
        (date(2026, 11, 24), date(2027, 11, 24), False),
        (date(2026, 11, 24), date(2027, 11, 25), True),
        (date(2028, 2, 29), date(2029, 2, 28), False),
        (date(2028, 2, 29), date(2029, 3, 1), True),
    ],
)
def test_twelve_months(verified: date, today: date, old: bool):
    assert years_old(replace(LINES[0], verified_at=verified), today) is old


def test_the_day_after_a_year_every_entry_is_overdue():
    assert overdue(load_help(), date(2999, 1, 1)) == LINES


# --- a broken file --------------------------------------------------------------------------------------

GOOD = """
compiled_at = 2026-11-24
[[country]]
code = "XA"
name = "Somewhere"
note = ""
[[line]]
country = "XA"
kind = "emergency"
name = "Police"
dial = "12"
display = "1 2"
sms_to = ""
sms_body = ""
hours = ""
languages = ["English"]
audience = "anyone"
source = "example.org/page"
verified_at = 2026-11-24
checked = true
[[line]]
country = "XA"
kind = "support"
name = "Ear"
dial = ""
display = "34"
sms_to = "34"
sms_body = "HI YOU"
hours = "always"
languages = ["English"]
audience = "anyone"
source = "example.org"
verified_at = 2026-11-24
checked = false
"""


def written_to(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "help.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_good_file_is_read(tmp_path: Path):
    listing = load_help(written_to(tmp_path, GOOD))
    assert [line.name for line in listing.lines] == ["Police", "Ear"]
    assert listing.lines[1].text_link == "sms:34?body=HI%20YOU"
    assert listing.country("xa") is listing.countries[0]
    assert listing.country("other") is None


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('dial = "12"', 'dial = "1-2"', "dial"),
        ('dial = "12"', 'dial = "13"', "display"),
        ('dial = "12"', "dial = 12", "dial"),
        ('display = "34"', 'display = "35"', "display"),
        ('sms_to = "34"', 'sms_to = ""', "dial"),
        ('sms_to = ""\nsms_body = ""', 'sms_to = ""\nsms_body = "HI"', "sms_body"),
        ('kind = "support"', 'kind = "advice"', "kind"),
        ('kind = "support"', 'kind = "danger"', "support"),
        ('name = "Ear"', 'name = " "', "name"),
        ('languages = ["English"]', "languages = []", "languages"),
        ('source = "example.org"', 'source = "https://example.org"', "source"),
        ('source = "example.org"\n', "", "source"),
        ('hours = "always"', 'hours = "always"\nprice = 0', "price"),
        ("verified_at = 2026-11-24\nchecked = false", "verified_at = 2026-11-25\nchecked = false", "verified_at"),
        ("verified_at = 2026-11-24\nchecked = false", 'verified_at = "today"\nchecked = false', "verified_at"),
        ("checked = false", 'checked = "no"', "checked"),
        ('country = "XA"\nkind = "support"', 'country = "XB"\nkind = "support"', "support"),
        ('code = "XA"', 'code = "xa"', "code"),
        ('[[country]]\ncode = "XA"', '[[land]]\ncode = "XA"', "country"),
        ("compiled_at = 2026-11-24", "", "compiled_at"),
        ("compiled_at = 2026-11-24", "compiled_at =", "TOML"),
    ],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, old: str, new: str, named: str):
    assert old in GOOD
    with pytest.raises(BowlbyError) as refusal:
        load_help(written_to(tmp_path, GOOD.replace(old, new)))
    message = str(refusal.value)
    assert message.startswith("help.toml")
    assert named in message
    assert "\n" not in message


def test_a_country_listed_twice_is_refused(tmp_path: Path):
    twice = GOOD + '[[country]]\ncode = "XA"\nname = "Again"\nnote = ""\n'
    with pytest.raises(BowlbyError, match="listed twice"):
        load_help(written_to(tmp_path, twice))


def test_a_line_of_an_unlisted_country_is_refused(tmp_path: Path):
    stray = GOOD + GOOD[GOOD.index("[[line]]") :].replace('"XA"', '"XB"')
    with pytest.raises(BowlbyError, match=r"XB, Police: country"):
        load_help(written_to(tmp_path, stray))


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(BowlbyError, match="cannot be read"):
        load_help(tmp_path / "help.toml")


# --- the guess ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "region"),
    [
        ("", ""),
        ("de", ""),
        ("de-CH", "CH"),
        ("de-ch", "CH"),
        ("en-US,en;q=0.5", "US"),
        ("fr;q=0.9,en-GB;q=0.8,de-AT;q=0.7", "GB"),
        ("de-AT;q=0.7, en-GB;q=0.8", "GB"),
        ("zh-Hant-TW", "TW"),
        ("es-419", ""),
        ("en-GB;q=0", ""),
        ("en-GB;q=rubbish, fr-FR;q=0.1", "FR"),
        ("*;q=0.5", ""),
    ],
)
def test_region_of(header: str, region: str):
    assert region_of(header) == region


@given(st.text(max_size=80))
def test_region_of_anything_is_a_region_or_nothing(header: str):
    assert re.fullmatch(r"([A-Z]{2})?", region_of(header))


# --- the page -------------------------------------------------------------------------------------------


def test_it_needs_no_session_and_no_country(client: TestClient):
    answer = client.get("/help")
    assert "tel:112" in answer.text
    assert "befrienders.org" in answer.text
    assert "findahelpline.com" in answer.text


def test_the_order_is_emergency_helplines_danger_plan_steadying(client: TestClient):
    page = client.get("/help?country=NZ").text
    places = [page.index(f'<section id="{part}"') for part in ("now", "talk", "danger", "plan", "steady")]
    assert places == sorted(places)
    first = re.search(r'href="tel:(\d+)"', page)
    assert first is not None
    assert first[1] == "111"


@pytest.mark.parametrize("country", load_help().countries, ids=lambda country: country.code)
def test_every_country_shows_all_its_numbers_and_dates(client: TestClient, country):
    page = client.get("/help", params={"country": country.code.lower()}).text
    shown = page[: page.index("<details>")] + page[page.index('<section id="talk"') :]
    for line in country.lines:
        assert line.display in shown
        assert line.source in shown
        for link in filter(None, (line.call_link, line.text_link)):
            assert f'href="{link}"' in shown
    assert shown.count("Could not be checked") == sum(not line.checked for line in country.lines)
    assert shown.count(day(country.lines[0].verified_at)) >= len(country.lines)
    assert "a guess" not in shown
    assert f'<option value="{country.code}" selected>' in page


def test_a_text_message_is_written_out(client: TestClient):
    page = client.get("/help?country=GB").text
    assert '<a class="help-number help-text" href="sms:85258?body=SHOUT">Text SHOUT to 85258</a>' in page


def test_a_guess_is_called_a_guess(client: TestClient):
    page = client.get("/help", headers={"accept-language": "de-CH,de;q=0.9"}).text
    assert "<strong>Switzerland</strong>, a guess" in page
    assert "may be wrong" in page


def test_a_choice_beats_the_guess(client: TestClient):
    page = client.get("/help?country=other", headers={"accept-language": "de-CH"}).text
    assert "<strong>Switzerland</strong>" not in page
    assert '<option value="other" selected>' in page


@pytest.mark.parametrize("country", ["XX", "<script>alert(1)</script>", "../GB", "G" * 2000, "\x00", " "])
def test_an_unknown_country_gets_the_general_help(client: TestClient, country: str):
    answer = client.get("/help", params={"country": country})
    assert answer.status_code == 200
    assert "befrienders.org" in answer.text
    assert "alert(1)" not in answer.text


@pytest.mark.parametrize("query", ["", "?country=US"])
def test_no_script_no_style_in_the_page_and_no_way_out_but_numbers(client: TestClient, query: str):
    page = client.get("/help" + query).text
    assert "<script" not in page
    assert " style=" not in page
    assert "<style" not in page
    targets = re.findall(r'(?:href|src|action)="([^"]*)"', page)
    assert [one for one in targets if not one.startswith(("tel:", "sms:", "#", "/"))] == []
    assert [one for one in targets if one.startswith("//")] == []
    assert not re.search(r'method="post"|name="csrf"', page)


def test_jumps_lead_somewhere(client: TestClient):
    page = client.get("/help").text
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{target}"' in page


def test_the_window_title_says_nothing(client: TestClient):
    title = re.search(r"<title>(.*?)</title>", client.get("/help?country=GB").text)
    assert title is not None
    assert title[1] == "Notes"


def test_the_date_of_the_list_and_the_share_that_was_checked_are_shown(client: TestClient):
    page = " ".join(client.get("/help").text.split())
    listing = load_help()
    assert f"put together on <strong>{day(listing.compiled_at)}</strong>" in page
    checked = sum(line.checked for line in listing.lines)
    assert f"{len(listing.lines)} entries, {checked} were compared" in page


def test_an_old_entry_says_so():
    def shown(today: date) -> str:
        return templates().get_template("help.html").render(page_values(load_help(), "GB", "", today))

    lines = load_help().country("GB")
    assert lines is not None
    assert shown(date(2026, 11, 24)).count("more than a year old") == 0
    assert shown(date(2030, 1, 1)).count("more than a year old") == len(lines.lines)


@dataclass
class OpenNotebook:
    """As much of a session as the frame of the page looks at."""

    port: int = 4711
    keys: Keys = field(default_factory=Keys)
    folder: Path = Path("there-is-none")
    database: object | None = field(default_factory=lambda: SimpleNamespace(kept=lambda _kind: {}))
    demo: bool = False
    idle_seconds: float = 600.0
    lock_when_idle: Callable[[], None] = lambda: None


def test_the_form_token_goes_only_to_the_browser_that_opened_the_notebook():
    app = FastAPI()
    app.include_router(router)
    session = app.state.session = OpenNotebook()
    name = cookie_name(session.port)
    stranger = TestClient(app).get("/help").text
    forger = TestClient(app, cookies={name: "guessed"}).get("/help").text
    owner = TestClient(app, cookies={name: session.keys.cookie}).get("/help").text
    assert session.keys.form not in stranger + forger
    assert 'action="/hide"' not in stranger + forger
    assert session.keys.form in owner
    assert 'action="/hide"' in owner


def test_nothing_heavy_is_loaded():
    code = "import sys, bowlby.companion.help, bowlby.companion.words; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "bowlby.companion.help" in loaded
    assert loaded & {"jax", "numpyro", "scipy", "pandas", "pyarrow", "altair"} == set()
