"""Pictures that experiments share: what they hold, and what they show where nothing can be told."""

from __future__ import annotations

from bowlby.evidence import figures
from bowlby.evidence.experiment import RESISTANT, SECURE, Statistic, classes_differ
from evidence.made import Made, by_class, made


def said(chart) -> str:
    return chart.to_dict()["description"]


def test_class_means_are_those_of_the_classes():
    text = said(figures.class_means("Cries", "share", when_left="cut")(Made(made(cut=by_class(A=5.5, C=-5.5)))))
    assert text.startswith("Cries. In share. Avoidant, when left: 5.")
    assert "Resistant, when left: −5." in text


def test_published_rows_stand_beside_ours_unless_they_were_recalled():
    def with_row(benchmark: str) -> str:
        statistic = Statistic("C01", "ours, r", classes_differ("cut", RESISTANT, SECURE), benchmark)
        return said(figures.beside_published("t", "r", [statistic])(Made(made())))

    assert "published −0.12 (−0.19 to −0.06)" in with_row("sensitivity-resistant")
    assert "published" not in with_row("play-stress")
    assert "published" not in with_row("")


def test_where_nothing_can_be_told_the_picture_says_so():
    row = {"label": "x", "value": None, "low": None, "high": None}
    assert "Nothing can be told" in said(figures.picture([row], "t", "u"))


def test_a_crowd_keeps_its_classes_apart():
    points = figures.crowd(made(), "cut", "turns", most=40)
    assert len(points) == 40
    assert [point["kind"] for point in points] == sorted(
        (point["kind"] for point in points), key=list(figures.CLASSES.values()).index
    )
