"""The worker: progress, then result and figures in both themes and widths, or one line of error."""

from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest

from bowlby.companion import worker
from bowlby.companion.fits import packed
from bowlby.errors import BowlbyError
from companion.visits import made_up_result, small_diary, too_little_result


def lines(monkeypatch: pytest.MonkeyPatch, fit_diary: Any) -> list[dict[str, Any]]:
    """What the worker writes when the fit is `fit_diary`."""
    monkeypatch.setitem(sys.modules, "bowlby.inference.fit", SimpleNamespace(fit_diary=fit_diary))
    out = io.StringIO()
    worker.work({"diary": packed(small_diary())}, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_progress_then_result(monkeypatch: pytest.MonkeyPatch):
    def fit_diary(diary: Any, *, progress: Any, draws: int) -> dict[str, Any]:
        progress("Fitting", 0.5)
        return too_little_result() | {"moments": len(diary.moments)}

    *stages, last = lines(monkeypatch, fit_diary)
    shares = [line["progress"] for line in stages]
    assert [line["stage"] for line in stages] == ["waking", "Fitting", "figures"]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)
    assert last["result"]["moments"] == 6
    assert last["result"]["rated_after"] == 0
    assert last["figures"] == {}


def answers(monkeypatch: pytest.MonkeyPatch, full: dict[str, Any], first: dict[str, Any]) -> list[dict[str, Any]]:
    """What is said of a diary when draws are asked for, lines of progress left out."""

    def fit_diary(diary: Any, *, progress: Any, draws: int) -> dict[str, Any]:
        del diary, progress
        return full if draws else first

    monkeypatch.setitem(sys.modules, "bowlby.inference.fit", SimpleNamespace(fit_diary=fit_diary))
    monkeypatch.setattr(worker, "figures_of", lambda _: {})
    out = io.StringIO()
    worker.work({"diary": packed(small_diary()), "draws": 9}, out)
    return [line for text in out.getvalue().splitlines() if "stage" not in (line := json.loads(text))]


def test_the_full_answer_follows_the_first(monkeypatch: pytest.MonkeyPatch):
    found = answers(monkeypatch, made_up_result() | {"method": "nuts"}, made_up_result())
    assert [line["result"]["method"] for line in found] == ["laplace", "nuts"]


def test_a_full_answer_that_did_not_settle_is_not_given(monkeypatch: pytest.MonkeyPatch):
    unsettled = made_up_result() | {"method": "nuts", "diagnostics": {"converged": False}}
    first, last = answers(monkeypatch, unsettled, made_up_result())
    assert (first["result"]["method"], last) == ("laplace", {"note": "unsettled"})


def test_where_the_model_has_nothing_to_tell_there_is_no_full_answer(monkeypatch: pytest.MonkeyPatch):
    assert len(answers(monkeypatch, made_up_result(), too_little_result())) == 1


def test_an_error_is_one_line(monkeypatch: pytest.MonkeyPatch):
    def fit_diary(diary: Any, *, progress: Any, draws: int) -> dict[str, Any]:
        raise BowlbyError("there is no rating; log one")

    assert lines(monkeypatch, fit_diary)[-1] == {"error": "there is no rating; log one"}


def test_every_figure_in_both_themes_and_widths():
    figures = worker.figures_of(made_up_result())
    assert set(figures) == {
        f"{name}-{size}-{theme}"
        for name in ("triggers", "settles", "recovery", "expectation", "curve", "months-alarm_at_moments")
        for size in ("wide", "narrow")
        for theme in ("light", "dark")
    }
    for svg in figures.values():
        assert ElementTree.fromstring(svg).tag.endswith("svg")
        assert "<script" not in svg


def test_rows_without_enough_records_are_not_drawn():
    figures = worker.figures_of(made_up_result())
    assert "my boss sighs" not in figures["triggers-wide-light"]
    assert "No reply yet" in figures["triggers-wide-light"]


def test_nothing_to_show_draws_nothing():
    assert worker.figures_of(too_little_result()) == {}
