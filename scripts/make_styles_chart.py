"""The chart of the page on styles: four regions of two dimensions, wide and narrow, light and dark.

python scripts/make_styles_chart.py [--out src/bowlby/companion/static/learn]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from bowlby import plots

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {"wide": 560, "narrow": 300}
CORNERS = (
    {"x": 0, "y": 0, "name": "Secure", "other": ""},
    {"x": 1, "y": 0, "name": "Anxious", "other": "preoccupied"},
    {"x": 0, "y": 1, "name": "Avoidant", "other": "dismissing"},
    {"x": 1, "y": 1, "name": "Fearful", "other": "disorganised"},
)
EXAMPLE = {"x": 0.56, "y": 0.42, "error": 0.11, "name": "one person, and the error"}


def main() -> None:
    """Write the four files."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=ROOT / "src" / "bowlby" / "companion" / "static" / "learn")
    folder = options.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in charts():
        folder.joinpath(name).write_text(text, "utf-8")
        print(name)


def charts() -> Iterator[tuple[str, str]]:
    """Name and SVG text of each file."""
    for size, width in WIDTHS.items():
        chart = plots.regions(
            CORNERS,
            title="Four names for the corners of one field",
            x_title="anxiety: fear of losing someone",
            y_title="avoidance: keeping closeness away",
            example=EXAMPLE,
            width=width,
        )
        for theme in ("light", "dark"):
            yield f"styles-{size}-{theme}.svg", plots.svg(chart, theme)


if __name__ == "__main__":
    main()
