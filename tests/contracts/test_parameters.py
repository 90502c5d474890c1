"""Every entry of the parameter file says what it is, in what unit, within what range and on what ground."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from contracts.tree import PACKAGE

WANTED = {"default", "unit", "low", "high", "meaning", "source"}


def faults(entry: dict[str, Any]) -> list[str]:
    """What is wrong with one entry of the parameter file, in words."""
    found = [f"{name} is missing" for name in sorted(WANTED - entry.keys())]
    if found:
        return found
    if not entry["low"] <= entry["default"] <= entry["high"]:
        found.append("default is outside its range")
    if entry["low"] >= entry["high"]:
        found.append("range is empty")
    if len(entry["meaning"]) < 20 or not entry["unit"].strip():
        found.append("meaning or unit says nothing")
    if entry["source"] == "declared" and len(entry.get("why", "")) < 20:
        found.append("is declared without a reason")
    if entry["source"] == "calibrated" and not entry.get("rows"):
        found.append("is calibrated without naming the rows")
    return found


def entries() -> dict[str, dict[str, Any]]:
    """Entries of the file that ships with the package, by `section.name`."""
    sections = tomllib.loads((PACKAGE / "parameters.toml").read_text("utf-8"))
    return {f"{section}.{name}": entry for section, table in sections.items() for name, entry in table.items()}


def test_every_entry_is_complete():
    assert len(entries()) > 20
    assert {name: wrong for name, entry in entries().items() if (wrong := faults(entry))} == {}


@pytest.mark.parametrize(
    "change",
    [
        {"default": 2.0},
        {"low": 1.0, "high": 1.0, "default": 1.0},
        {"meaning": "a number"},
        {"unit": " "},
        {"why": ""},
        {"source": "calibrated"},
    ],
)
def test_a_faulty_entry_is_found(change: dict[str, Any]):
    good = {"default": 0.5, "low": 0.0, "high": 1.0, "unit": "1", "meaning": "Share that is taken away."}
    good |= {"source": "declared", "why": "A plain, visible size."}
    assert faults(good) == []
    assert faults(good | change) != []


@pytest.mark.parametrize("name", sorted(WANTED))
def test_a_missing_field_is_found(name: str):
    entry = {**dict.fromkeys(WANTED, ""), "low": 0, "default": 0, "high": 1}
    del entry[name]
    assert faults(entry) == [f"{name} is missing"]
