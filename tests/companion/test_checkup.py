from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bowlby.companion import checkups
from companion.made_wording import words
from companion.visits import ORIGIN, Visitor, create, visitor


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as someone:
        create(someone)
        yield someone


def bring(client: Visitor, content: bytes = b"", name: str = "mine.csv"):
    return client.post(
        "/check-up/wording",
        data={"csrf": client.session.keys.form},
        files={"wording": (name, content or words())},
        headers={"origin": ORIGIN},
    )


def through(client: Visitor, answer: str = "2") -> str:
    """Begin and answer every question alike; the last page."""
    page = client.submit("/check-up/begin", {"length": "short"}).text
    for _ in range(40):
        if not (found := re.search(r'name="item" value="(\d+)"', page)):
            return page
        assert f"Made-up sentence {found[1]}, no more." in page
        page = client.submit("/check-up/question", {"item": found[1], "answer": answer}).text
    raise AssertionError("it never ends")


def test_without_words_it_says_where_they_are_from_and_nothing_can_begin(client: Visitor):
    page = client.get("/check-up").text
    assert "Brennan, Clark and Shaver (1998)" in page
    assert "Begin" not in page
    assert client.submit("/check-up/begin", {"length": "short"}).status_code == 422


def test_from_words_to_two_numbers(client: Visitor):
    assert "Kept: the words of 36 questions." in bring(client).text
    page = through(client)
    assert "nine times in ten between" in page
    assert page.count('class="panel result"') == 2
    assert "since" not in re.sub(r"\s+", " ", page.split("How to read this")[0].split('class="panel result"')[1])
    assert "Of 100 people" not in page
    assert "Of 100 people" in client.get("/check-up?beside=sample").text
    assert "The next one is offered on" in page
    assert "<title>Notes: look back</title>" in page


def test_the_second_time_the_change_is_shown_with_its_interval(client: Visitor):
    bring(client)
    through(client, "4")
    database = client.session.database
    assert database
    (done,) = checkups.results(database)
    body = database.kept(checkups.KIND)[done.name]
    earlier = (done.at - timedelta(days=60)).isoformat()
    database.forget(checkups.KIND, done.name)
    database.keep(checkups.KIND, checkups.RESULT + earlier, body | {"at": earlier})
    page = through(client, "2")
    assert "with its interval from" in page
    assert "Earlier ones" in page


def test_of_many_earlier_ones_a_years_are_listed_at_once(client: Visitor):
    database = client.session.database
    assert database
    scale = {"score": 0.0, "error": 0.4, "mean": 3.0, "low": 2.7, "high": 3.3, "answered": 9, "done": True}
    for month in range(27):
        at = f"20{20 + month // 12}-{month % 12 + 1:02d}-05T10:00:00+00:00"
        body = {"at": at, "instrument": "ecr", "scales": {"anxiety": scale, "avoidance": scale}}
        database.keep(checkups.KIND, checkups.RESULT + at, body)
    address, listed = "/check-up", []
    while address:
        page = client.get(address).text
        *rest, latest = re.findall(r'name="name" value="result (\d{4}-\d{2})', page)
        assert latest == "2022-03"
        assert len(rest) <= 12
        listed += rest
        found = re.search(r'href="(/check-up\?before=[^"#]*)', page)
        address = found[1] if found else ""
    assert listed == sorted(listed, reverse=True)
    assert len(set(listed)) == 26
    assert listed[-1] == "2020-01"


def test_a_question_can_be_skipped_and_the_last_answer_taken_back(client: Visitor):
    bring(client)
    page = client.submit("/check-up/begin", {"length": "short"}).text
    first = re.findall(r'name="item" value="(\d+)"', page)
    assert "Take the last answer back" not in page
    page = client.submit("/check-up/question", {"item": first[0], "skip": "1"}).text
    assert re.findall(r'name="item" value="(\d+)"', page) != first
    assert "Question 2" in page
    page = client.submit("/check-up/back").text
    assert re.findall(r'name="item" value="(\d+)"', page) == first


def test_it_goes_on_where_it_stopped_after_the_diary_was_locked(client: Visitor):
    from companion.visits import PASSPHRASE

    bring(client)
    page = client.submit("/check-up/begin", {"length": "long"}).text
    item = re.findall(r'name="item" value="(\d+)"', page)[0]
    client.submit("/check-up/question", {"item": item, "answer": "1"})
    client.submit("/lock")
    client.submit("/unlock", {"passphrase": PASSPHRASE})
    assert "One is under way" in client.get("/check-up").text
    assert "Question 2" in client.get("/check-up/question").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [({}, "No answer is chosen yet"), ({"answer": "9"}, "9 is no answer from 1 to 5"), ({"answer": "²"}, "No answer")],
)
def test_no_answer_or_an_impossible_one_is_asked_again(client: Visitor, fields: dict[str, str], said: str):
    bring(client)
    page = client.submit("/check-up/begin", {"length": "short"}).text
    item = re.findall(r'name="item" value="(\d+)"', page)[0]
    answer = client.submit("/check-up/question", {"item": item} | fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{item}"' in answer.text


def test_a_stale_question_changes_nothing(client: Visitor):
    bring(client)
    client.submit("/check-up/begin", {"length": "short"})
    for item in ("99", "x", ""):
        assert "Question 1" in client.submit("/check-up/question", {"item": item, "answer": "3"}).text


def test_faulty_words_are_refused_by_line_and_not_repeated(client: Visitor):
    answer = bring(client, b"item,text\n1,one\n1,secret words\n")
    assert answer.status_code == 422
    assert "mine.csv, line 3, column item" in answer.text.lower()
    assert "secret" not in answer.text
    empty = client.submit("/check-up/wording")
    assert (empty.status_code, "No file was chosen" in empty.text) == (422, True)


def test_everything_can_be_deleted_from_the_page(client: Visitor):
    bring(client)
    through(client)
    database = client.session.database
    assert database
    for name in list(database.kept(checkups.KIND)):
        client.submit("/check-up/forget", {"name": name})
    assert database.kept(checkups.KIND) == {}


def test_what_is_kept_is_plain_and_complete(client: Visitor):
    bring(client)
    through(client)
    database = client.session.database
    assert database
    (done,) = checkups.results(database)
    body = json.loads(json.dumps(database.kept(checkups.KIND)[done.name]))
    assert set(body) == {"at", "scales", "instrument", "error", "most", "steps"}


def test_without_an_open_diary_there_is_nothing(tmp_path: Path):
    with visitor(tmp_path / "none") as someone:
        for path in ("/check-up", "/check-up/question"):
            assert "Check-up" not in someone.get(path).text
