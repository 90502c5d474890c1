"""Draw what `make test` prints, as a picture for the README.

make test | python scripts/picture_of_tests.py docs/pictures/make-test.svg

Reads the output from stdin, passes it on, and keeps the lines of progress and the last line.
"""

from __future__ import annotations

import re
import sys
from html import escape
from pathlib import Path

PROGRESS = re.compile(r"^[.sxFE]+ +\[ *\d+%\]$")
LAST = re.compile(r"^=+ (.*\b(?:passed|failed)\b.*) =+$")
PALETTES = {"light": ("#f7f3ec", "#25221f", "#2a5b53"), "dark": ("#1f1d1b", "#ece7df", "#8fc7bb")}
"""Ground, text and accent."""

LINE, MARGIN, WIDTH = 20, 18, 720


def main() -> None:
    """Read, pass on, draw."""
    printed: list[str] = []
    for line in sys.stdin:
        sys.stdout.write(line)
        printed.append(line.rstrip("\n"))
    lines = chosen(printed)
    if not lines:
        raise SystemExit("stdin holds no finished test run; pipe the output of `make test` into this script")
    path = Path(sys.argv[1])
    for scheme in PALETTES:
        path.with_name(f"{path.stem}-{scheme}{path.suffix}").write_text(drawn(lines, scheme), "utf-8")


def chosen(printed: list[str]) -> list[str]:
    """The command, the lines of progress, and the last line; nothing when no run was finished."""
    ends = [found[1] for line in printed if (found := LAST.match(line))]
    progress = [line for line in printed if PROGRESS.match(line)]
    return ["$ make test", *progress, "", *ends[-1:]] if ends else []


def drawn(lines: list[str], scheme: str) -> str:
    """Lines of a terminal as SVG; first and last stand out."""
    ground, text, accent = PALETTES[scheme]
    height = 2 * MARGIN + LINE * len(lines)
    colours = [accent if number in (0, len(lines) - 1) else text for number in range(len(lines))]
    rows = [
        f'<text x="{MARGIN}" y="{MARGIN + LINE * number + 14}" fill="{colour}">{escape(line)}</text>'
        for number, (line, colour) in enumerate(zip(lines, colours, strict=True))
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
            ' xml:space="preserve" font-family="DejaVu Sans Mono, Menlo, monospace" font-size="13" role="img">',
            f"<title>{escape(lines[0])}: {escape(lines[-1])}</title>",
            f'<rect width="{WIDTH}" height="{height}" rx="10" fill="{ground}"/>',
            *rows,
            "</svg>",
            "",
        ]
    )


if __name__ == "__main__":
    main()
