"""Every citation key used anywhere stands in `bibliography.bib`, and every entry there says where it is from."""

from __future__ import annotations

import re
import tomllib

import pytest

from contracts.tree import ROOT, text_files

NO_KEY = {"calibrated", "declared"}
"""What `source` in a TOML file may say instead of a key."""

ENTRY = re.compile(r"^@(?P<kind>\w+)\{(?P<key>[a-z0-9-]+),\n(?P<fields>.*?)^\}", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^\s*(?P<name>\w+)\s*=\s*\{(?P<value>.*)\},?$", re.MULTILINE)
CITED = (
    re.compile(r"\[@([a-z0-9-]+)\]"),
    re.compile(r"[:{]cite(?::[a-z]+)?[:}]`([^`]+)`"),
)
VENUE = {"article": "journal", "incollection": "booktitle", "book": "publisher"}


def bibliography() -> dict[str, dict[str, str]]:
    """Entries of the bibliography by key; `kind` is added to the fields."""
    text = (ROOT / "bibliography.bib").read_text("utf-8")
    return {
        entry["key"]: {
            "kind": entry["kind"],
            **{field["name"]: field["value"] for field in FIELD.finditer(entry["fields"])},
        }
        for entry in ENTRY.finditer(text)
    }


def cited_keys(text: str) -> set[str]:
    """Keys cited in prose or docstrings: `[@key]`, or the cite role with one or more keys."""
    return {key.strip() for cited in CITED for match in cited.finditer(text) for key in match.group(1).split(",")}


def source_keys(text: str) -> set[str]:
    """Keys named by `source = "key"` in a TOML text, in whatever table."""
    return set(_sources(tomllib.loads(text)))


def test_keys_in_texts_exist():
    known = bibliography().keys()
    found = {
        f"{path}: {key}"
        for path, text in text_files()
        if path.suffix in {".py", ".md", ".toml", ".html"} and path.parts[:2] != ("tests", "contracts")
        for key in cited_keys(text) - known
    }
    assert found == set()


def test_sources_of_parameters_exist():
    text = (ROOT / "src" / "bowlby" / "parameters.toml").read_text("utf-8")
    assert source_keys(text) - NO_KEY - bibliography().keys() == set()


def test_every_entry_is_complete():
    for key, entry in bibliography().items():
        wanted = {"author", "title", "year", VENUE.get(entry["kind"], "howpublished")}
        assert wanted <= entry.keys(), key
        assert entry["year"] in key or entry["year"].isdigit(), key


def test_every_entry_of_the_file_is_read():
    text = (ROOT / "bibliography.bib").read_text("utf-8")
    assert len(bibliography()) == len(re.findall(r"^@", text, re.MULTILINE)) > 30


def test_no_work_stands_twice():
    dois = [entry["doi"].lower() for entry in bibliography().values() if "doi" in entry]
    assert sorted(set(dois)) == sorted(dois)
    assert [doi for doi in dois if not re.fullmatch(r"10\.\d{4,5}/\S+", doi)] == []


@pytest.mark.parametrize("text", ["as found [@nobody1900]", "{cite}`nobody1900`", "see :cite:t:`nobody1900, webb2012`"])
def test_a_cited_key_is_found(text: str):
    assert "nobody1900" in cited_keys(text)


def test_a_source_is_found_at_any_depth():
    assert source_keys('[a.b]\nsource = "x2000"\n[[c]]\nsource = "y2001"') == {"x2000", "y2001"}


def _sources(table: object) -> list[str]:
    if isinstance(table, dict):
        own = [table["source"]] if isinstance(table.get("source"), str) else []
        return own + [key for value in table.values() for key in _sources(value)]
    return [key for value in table for key in _sources(value)] if isinstance(table, list) else []
