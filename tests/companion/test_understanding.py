"""The simulating process: the lab's own children, told apart by number; lines in, lines out."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from bowlby import lab, parameters
from bowlby.companion import understanding
from bowlby.companion.care_settings import Setting, in_model, preset
from bowlby.companion.simulations import COMMAND
from bowlby.companion.telling import words_of
from bowlby.names import CARE
from companion.simulated import made_up

SHORT = parameters.load_parameters()._replace(home=parameters.load_parameters().home._replace(months=1.0))
CARE_SET = in_model(preset("loud"))
MANY = 32


@pytest.fixture(scope="module", autouse=True)
def _short_year() -> Iterator[None]:
    """A month at home and a small crowd teach enough for what is tested here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parameters, "load_parameters", lambda: SHORT)
        patch.setattr(understanding, "CROWD", MANY)
        understanding.simulator.cache_clear()
        understanding.crowd.cache_clear()
        yield
    understanding.simulator.cache_clear()
    understanding.crowd.cache_clear()


def shape_of(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: shape_of(each) for name, each in value.items()}
    return "list" if isinstance(value, list) else type(value).__name__


def test_an_answer_has_the_shape_the_page_reads():
    played = json.loads(json.dumps(understanding.played(CARE_SET, 3)))
    assert shape_of(played) == shape_of(made_up()) | {"room": shape_of(SHORT.room._asdict())}
    assert set(made_up()["room"]) <= set(played["room"])
    ticks = played["ticks"]
    assert len({len(values) for values in ticks.values()}) == 1
    assert set(ticks["episode"]) == set(range(1, 9))
    assert all(
        (x is None) == (number in (4, 6, 7)) for x, number in zip(ticks["carer_x"], ticks["episode"], strict=True)
    )
    assert len(played["year"]["month"]) == understanding.LOOKS + 1
    assert len(played["crowd"]["kind"]) == MANY == sum(kind["count"] for kind in played["kinds"])
    assert words_of(played, None, Setting(preset("loud"), 3))["episodes"]


def test_the_children_are_the_labs_own():
    played = understanding.played(CARE_SET, MANY + 3)
    run = lab.run_strange_situation(
        2 * MANY, understanding.SEED, dict(zip(CARE, CARE_SET, strict=True)), parameters=SHORT, block=MANY
    )
    assert played["member"] == 3
    first = understanding.played(CARE_SET, 0)
    np.testing.assert_allclose(first["ticks"]["alarm"], run.first["alarm"], atol=1e-3)
    assert first["ticks"]["signal"] == run.first["signal"].tolist()
    kinds = first["crowd"]["kind"] + played["crowd"]["kind"]
    shares = {letter: kinds.count(letter) / len(kinds) for letter in "ABCD"}
    assert shares == pytest.approx(run.summary["shares"])


def test_the_same_number_is_the_same_child_whatever_the_care():
    one, other = (understanding.played(in_model(preset(name)), 5) for name in ("loud", "there"))
    assert one == understanding.played(in_model(preset("loud")), 5)
    assert one["year"]["comfort"][0] == other["year"]["comfort"][0]
    assert one["year"]["comfort"][-1] != other["year"]["comfort"][-1]
    assert understanding.played(in_model(preset("loud")), 6)["ticks"] != one["ticks"]


@pytest.mark.parametrize("figure", ["room", "crowd"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_figures_are_drawn(figure: str, theme: str):
    order = {"care": CARE_SET, "child": 3, "figure": figure, "theme": theme, "width": 360}
    svg = understanding.answer(order)["svg"]
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert "<script" not in svg
    assert "child 3" in svg


def test_an_unknown_figure_is_one_line():
    order = {"care": CARE_SET, "child": 3, "figure": "face", "theme": "light", "width": 360}
    assert understanding.answer(order) == {"error": "there is no such figure"}


def test_a_line_for_every_line():
    orders = [{"care": CARE_SET, "child": child} for child in (1, 2)]
    out = io.StringIO()
    understanding.serve(io.StringIO("".join(json.dumps(order) + "\n" for order in orders)), out)
    assert [json.loads(line)["played"]["child"] for line in out.getvalue().splitlines()] == [1, 2]


def test_the_process_ends_with_its_orders():
    run = subprocess.run(COMMAND, input="", capture_output=True, text=True, check=True)
    assert run.stdout == ""


def test_the_process_loads_the_model_only_when_asked():
    code = "import sys; import bowlby.companion.understanding; print('jax' in sys.modules, 'altair' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]
