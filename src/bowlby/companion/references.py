"""References as people read them; the file is written from the bibliography by `scripts/make_references.py`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("references.toml")


@dataclass(frozen=True, slots=True)
class Reference:
    """One work: its key, `Webb et al. 2012`, the full line, and its DOI as text (never a link that is followed)."""

    key: str
    short: str
    full: str
    doi: str = ""


@cache
def references() -> Mapping[str, Reference]:
    """All works that the texts of the companion name, by key."""
    return {key: Reference(key, **fields) for key, fields in tomllib.loads(FILE.read_text("utf-8")).items()}


def references_of(keys: Iterable[str]) -> list[Reference]:
    """The works of some keys, in their order.

    Raises:
        KeyError: a key is not in the file (a test of the texts asserts that none is missing).
    """
    return [references()[key] for key in keys]
