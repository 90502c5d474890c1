"""The sliders span what the model's carers do; what is asked for is read, or refused in one clear line."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

import pytest

from bowlby.companion import care_settings
from bowlby.companion.care_settings import ASKED, FIRST_CHILD, PRESETS, Setting, in_model, preset, setting_of, sliders
from bowlby.errors import BowlbyError
from bowlby.names import CARE
from bowlby.parameters import load_parameters
from companion.test_words import FORBIDDEN


def test_a_slider_for_every_part_of_care_around_the_models_middle():
    population = load_parameters().population
    assert tuple(slider.name for slider in sliders()) == CARE
    for slider, model in zip(sliders(), in_model(tuple(slider.middle for slider in sliders())), strict=True):
        middle = getattr(population, f"{slider.name}_median")
        unit = 1 if slider.unit == "min" else 100
        assert abs(model - middle) <= slider.step / unit
        assert 0 <= slider.low < slider.usual[0] + slider.step
        assert slider.usual[0] < slider.middle < slider.usual[1] < slider.high
        assert slider.unit == "min" or slider.high <= 100


def test_what_a_slider_spans_is_what_the_lab_accepts():
    from bowlby.worlds.population import check_care

    for end in ("low", "high"):
        care = in_model(tuple(getattr(slider, end) for slider in sliders()))
        check_care(dict(zip(CARE, care, strict=True)))


@pytest.mark.parametrize("name", PRESETS)
def test_a_setting_to_start_from_can_be_set_with_the_sliders(name: str):
    for slider, value in zip(sliders(), preset(name), strict=True):
        assert slider.low <= value <= slider.high
        assert (value / slider.step) == pytest.approx(round(value / slider.step))
    assert preset(name) != preset("middle") or name == "middle"


def test_words_describe_care_and_never_a_type():
    texts = [*ASKED.values(), *(text for words, _ in PRESETS.values() for text in words)]
    assert [text for text in texts if FORBIDDEN.search(text) or re.search(r"\bsecur", text, re.I)] == []
    assert len({words.label for words, _ in PRESETS.values()}) == len(PRESETS)


def test_nothing_said_is_the_middle():
    assert setting_of({}) == Setting(preset("middle"), FIRST_CHILD)


def test_a_setting_survives_the_address():
    setting = Setting(preset("loud"), 123, preset("there"))
    assert setting_of(dict(parse_qsl(setting.query()))) == setting


def test_a_preset_wins_over_the_sliders():
    assert setting_of({"sensitivity": "50", "preset": "there", "child": "3"}) == Setting(preset("there"), 3)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"sensitivity": "101"}, "“Answers warmly” can be set from"),
        ({"sensitivity": "-1"}, "“Answers warmly” can be set from"),
        ({"dwell": "0"}, "min"),
        ({"rebuff": "much"}, "“Turns the child away”"),
        ({"rebuff": "nan"}, "“Turns the child away”"),
        ({"rebuff": "inf"}, "“Turns the child away”"),
        ({"child": "-3"}, "whole number from 0 to 999999"),
        ({"child": "1000000"}, "whole number"),
        ({"child": "٣"}, "whole number"),
        ({"preset": "nothing"}, "no such setting"),
        ({"against": "1,2"}, "could not be read"),
        ({"against": "70,35,3,50,12,1.5,150"}, "“Breaks into play”"),
    ],
)
def test_what_cannot_be_is_one_clear_line(query: dict[str, str], words: str):
    with pytest.raises(BowlbyError) as refusal:
        setting_of(query)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_shares_go_to_the_model_as_shares_and_minutes_as_minutes():
    setting = Setting((70.0, 35.0, 3.0, 50.0, 12.0, 1.5, 15.0), 1)
    assert setting.model_care() == (0.7, 0.35, 3.0, 0.5, 0.12, 0.015, 0.15)
    assert care_settings.listed(setting.care) == "70,35,3,50,12,1.5,15"
