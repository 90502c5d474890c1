"""Bring the catalogues of the companion up to date with its texts: `python scripts/translations.py [--missing CODE]`.

Reads every text of templates, Python and the shipped lists, and merges them into each `locales/CODE.po`: what is there
stays, what is new is left empty, what is gone goes. `--new CODE` begins a language, `--missing CODE` prints what still
lacks a translation. The same extraction is held against the catalogues by a test.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bowlby.companion.help import load_help, shown_words

COMPANION = Path(__file__).parents[1] / "src" / "bowlby" / "companion"
LOCALES = COMPANION / "locales"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "extensions": "jinja2.ext.i18n", "silent": "false"}}
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
HEADER = "# Texts of the companion in another language; scripts/translations.py keeps the English ones up to date."


def extracted() -> Catalog:
    """Every text that goes through gettext, with the files it stands in."""
    catalogue = Catalog(charset="utf-8", header_comment=HEADER)
    for file, _, message, comments, context in _texts():
        if message and message != ("", ""):
            catalogue.add(message, None, [(file, None)], auto_comments=comments, context=context)  # type: ignore[list-item]
    return catalogue


def _texts() -> Iterator[tuple]:
    yield from extract_from_dir(str(COMPANION), METHODS, OPTIONS, KEYWORDS)
    for text in sorted(shown_words(load_help())):
        yield "help.toml", 0, text, [], None


def catalogue(code: str) -> Catalog:
    """The catalogue of a language as it stands."""
    with (LOCALES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def written(one: Catalog) -> bytes:
    """A catalogue as its file: in the order of the texts, without dates, so that equal catalogues are equal files."""
    buffer = BytesIO()
    write_po(buffer, one, width=120, sort_output=True, omit_header=False, include_lineno=False, ignore_obsolete=True)
    lines = buffer.getvalue().decode().splitlines()
    dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By')
    return ("\n".join(line for line in lines if not line.startswith(dated)) + "\n").encode()


def merged(code: str, texts: Catalog) -> Catalog:
    """A catalogue with exactly the given texts."""
    new = Catalog(locale=code, charset="utf-8", project="Bowlby", version="1", header_comment=HEADER, fuzzy=False)
    old = catalogue(code) if (LOCALES / f"{code}.po").exists() else Catalog(locale=code)
    for message in texts:
        if message.id:
            there = old.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
            string = there.string if there and bool(there.pluralizable) == bool(message.pluralizable) else None
            new.add(message.id, string, message.locations, flags=message.flags, context=message.context)
    return new


def missing(one: Catalog) -> list[Any]:
    """Texts of a catalogue that lack a translation."""
    return [message.id for message in one if message.id and not (all(message.string) if message.string else False)]


def main() -> None:
    """Do what the first lines of this file say."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--new", metavar="CODE")
    parser.add_argument("--missing", metavar="CODE")
    chosen = parser.parse_args()
    texts = extracted()
    codes = {path.stem for path in LOCALES.glob("*.po")} | ({chosen.new} if chosen.new else set())
    LOCALES.mkdir(exist_ok=True)
    for code in sorted(codes):
        (LOCALES / f"{code}.po").write_bytes(written(merged(code, texts)))
    if chosen.missing:
        for text in missing(merged(chosen.missing, texts)):
            sys.stdout.write(f"{text!r}\n")


if __name__ == "__main__":
    main()
