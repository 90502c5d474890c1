"""The works that the companion's texts rest on, as people read them; the companion shows this file.

python scripts/make_references.py [--out src/bowlby/companion/references.toml]

The companion must not depend on a file outside the package, nor read BibTeX while a page is made.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

from bowlby.companion import learning
from bowlby.companion.guides import GUIDES

ROOT = Path(__file__).resolve().parent.parent
ENTRY = re.compile(r"^@(?P<kind>\w+)\{(?P<key>[a-z0-9-]+),\n(?P<fields>.*?)^\}", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^\s*(?P<name>\w+)\s*=\s*\{(?P<value>.*)\},?$", re.MULTILINE)
ACCENTS = {
    "\\AA": "Å",
    '\\"{o}': "ö",
    '{\\"o}': "ö",
    '{\\"u}': "ü",
    '{\\"a}': "ä",
    "{\\'e}": "é",
    "{\\'a}": "á",
    "{\\`e}": "è",
    "{\\'i}": "í",
}
MOST_NAMED = 4
"""So many authors are named; with more, the first and `et al.`"""


def main() -> None:
    """Write the file anew."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=ROOT / "src" / "bowlby" / "companion" / "references.toml")
    out = options.parse_args().out
    out.write_text(references((ROOT / "bibliography.bib").read_text("utf-8"), used()), "utf-8")
    print(out.name)


def used() -> set[str]:
    """Keys of all works that the companion's texts name."""
    return learning.sources() | {key for guide in GUIDES.values() for key in guide.sources}


def references(bibliography: str, keys: Iterable[str]) -> str:
    """The whole file as text: for each key a short form, a full one, and a DOI where there is one."""
    lines = ["# Written by scripts/make_references.py from bibliography.bib."]
    for entry in ENTRY.finditer(bibliography):
        if entry["key"] not in keys:
            continue
        fields = {field["name"]: plain(field["value"]) for field in FIELD.finditer(entry["fields"])}
        lines += ["", f"[{entry['key']}]", f"short = {quoted(short(fields))}", f"full = {quoted(full(fields))}"]
        lines += [f"doi = {quoted(fields['doi'])}"] if "doi" in fields else []
    return "\n".join(lines) + "\n"


def short(fields: dict[str, str]) -> str:
    """`Webb, Miles and Sheeran 2012`; `Madigan et al. 2023` for more than three."""
    names = surnames(fields["author"])
    if "others" in names:
        return f"{names[0]} et al. {fields['year']}"
    named = names[0] + " et al." if len(names) > 3 else " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return f"{named} {fields['year']}"


def full(fields: dict[str, str]) -> str:
    """Authors, year, title and where it appeared."""
    names = [name.strip() for name in fields["author"].split(" and ")]
    authors = "; ".join(names) if len(names) <= MOST_NAMED else f"{names[0]} et al."
    authors = authors.replace("; others", " et al.")
    venue = next(
        (fields[name] for name in ("journal", "booktitle", "publisher", "school", "howpublished") if name in fields), ""
    )
    place = ", ".join(filter(None, (venue, fields.get("volume", ""), fields.get("pages", "").replace("--", "–"))))
    title = fields["title"].rstrip(".")
    return f"{authors} ({fields['year']}). {title}{'' if title.endswith('?') else '.'} {place}."


def surnames(authors: str) -> list[str]:
    """`Gillath, Omri and Karantzas, Gery C.` gives `Gillath`, `Karantzas`; `others` stays as it is."""
    return [name.split(",")[0].strip() for name in authors.split(" and ")]


def plain(text: str) -> str:
    """A BibTeX value as plain text."""
    for code, letter in ACCENTS.items():
        text = text.replace(code, letter)
    return text.replace("--", "–").replace("{", "").replace("}", "").replace("\\&", "&").strip()


def quoted(text: str) -> str:
    """A TOML string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    main()
