"""The chart of the page on styles: four regions of two dimensions, wide and narrow, light and dark, in each language.

python scripts/make_styles_chart.py [--out src/bowlby/companion/static/learn]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from bowlby import plots

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {"wide": 560, "narrow": 300}
WORDS = {
    "en": {
        "title": "Four names for the corners of one field",
        "x_title": "anxiety: fear of losing someone",
        "y_title": "avoidance: keeping closeness away",
        "corners": (
            ("Secure", ""),
            ("Anxious", "preoccupied"),
            ("Avoidant", "dismissing"),
            ("Fearful", "disorganised"),
        ),
        "person": "one person, and the error",
    },
    "de": {
        "title": "Vier Namen für die Ecken eines Feldes",
        "x_title": "Angst, jemanden zu verlieren",
        "y_title": "Vermeidung: Nähe auf Abstand",
        "corners": (
            ("Sicher", ""),
            ("Ängstlich", "verstrickt"),
            ("Vermeidend", "abweisend"),
            ("Furchtsam", "desorganisiert"),
        ),
        "person": "ein Mensch, mit Unschärfe",
    },
}
PLACES = ((0, 0), (1, 0), (0, 1), (1, 1))
POINT = {"x": 0.56, "y": 0.42, "error": 0.11}


def main() -> None:
    """Write the files."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=ROOT / "src" / "bowlby" / "companion" / "static" / "learn")
    folder = options.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in charts():
        folder.joinpath(name).write_text(text, "utf-8")
        print(name)


def charts() -> Iterator[tuple[str, str]]:
    """Name and SVG text of each file."""
    for code, words in WORDS.items():
        corners = [
            {"x": x, "y": y, "name": name, "other": other}
            for (x, y), (name, other) in zip(PLACES, words["corners"], strict=True)
        ]
        for size, width in WIDTHS.items():
            chart = plots.regions(
                corners,
                title=words["title"],
                x_title=words["x_title"],
                y_title=words["y_title"],
                example=POINT | {"name": words["person"]},
                width=width,
            )
            for theme in ("light", "dark"):
                yield f"styles-{code}-{size}-{theme}.svg", plots.svg(chart, theme)


if __name__ == "__main__":
    main()
