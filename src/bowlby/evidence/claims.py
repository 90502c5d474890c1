"""The claims and the published rows they are held against, as `claims.toml` states them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bowlby.errors import BowlbyError

DIRECTIONS = ("+", "-", "not +", "level")
"""Which way a published finding points; `level` says how large something is and points nowhere."""

ROLES = ("calibrate", "report")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One published row.

    Attributes:
        name: unique over all claims.
        about: what was found, in our words.
        value: the published number, None where there is none.
        ci: its published interval or range, None where there is none.
        n: as published.
        source: key of the bibliography; doi: of the same work, empty where it has none.
        role: `calibrate` (the model was fitted to it) or `report`.
        direction: one of `DIRECTIONS`, in terms of the statistic that is held against it.
        verified: how the row was checked; one that was only recalled gets no verdict.
        words: how the finding reads where there is no number.
    """

    name: str
    about: str
    n: str
    source: str
    role: str
    direction: str
    verified: str
    doi: str = ""
    value: float | None = None
    ci: tuple[float, float] | None = None
    words: str = ""

    @property
    def recalled(self) -> bool:
        """Whether nobody has looked it up; then it cannot judge anything."""
        return self.verified.startswith("recalled")

    @property
    def published(self) -> float | str:
        """The published number, else the finding in words."""
        return self.words if self.value is None else self.value


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of the source article, or `BASE`.

    Attributes:
        id: `C08`.
        section: part of the article.
        claim: what is claimed, in our words.
        differs: where the evidence disagrees with the article; empty where it does not.
        experiments: names of the experiments that speak to it.
        left_out: what is published or claimed and has no row here, each with its reason.
        benchmarks: published rows.
    """

    id: str
    section: str
    claim: str
    differs: str
    experiments: tuple[str, ...]
    left_out: tuple[str, ...]
    benchmarks: tuple[Benchmark, ...]


@cache
def claims() -> Mapping[str, Claim]:
    """All claims of `claims.toml` by id, in its order."""
    text = files("bowlby.evidence").joinpath("claims.toml").read_text("utf-8")
    return {name: _claim(name, table) for name, table in tomllib.loads(text).items()}


@cache
def benchmarks() -> Mapping[str, Benchmark]:
    """All published rows by name."""
    return {row.name: row for claim in claims().values() for row in claim.benchmarks}


def known(claim: str) -> Claim:
    """A claim by its id, whatever the case.

    Raises:
        BowlbyError: there is none; says which there are.
    """
    found = claims().get(claim.strip().upper())
    if found is None:
        names = [*claims()]
        raise BowlbyError(f"--claim {claim}: no such claim here; use one of {', '.join(names)}")
    return found


def _claim(name: str, table: dict[str, Any]) -> Claim:
    return Claim(
        id=name,
        section=table["section"],
        claim=table["claim"],
        differs=table.get("differs", ""),
        experiments=tuple(table["experiments"]),
        left_out=tuple(table.get("left_out", ())),
        benchmarks=tuple(_benchmark(row) for row in table.get("benchmarks", ())),
    )


def _benchmark(row: dict[str, Any]) -> Benchmark:
    ci = row.get("ci")
    facts: dict[str, Any] = row | {"ci": (ci[0], ci[1]) if ci else None}
    return Benchmark(**facts)
