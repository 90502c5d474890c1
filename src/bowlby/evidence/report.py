"""The table of the evidence: each statistic beside what was published, with a verdict, misses as they come out."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bowlby.evidence.claims import Benchmark, benchmarks
from bowlby.evidence.estimates import Estimate
from bowlby.evidence.experiment import Experiment, Statistic
from bowlby.evidence.roster import ROSTER
from bowlby.evidence.samples import Care, Samples
from bowlby.lab_files import whole_file

KEYS = (
    *("claim_id", "experiment", "statistic", "value", "ci_low", "ci_high"),
    *("published", "published_ci", "role", "verdict", "n", "seconds"),
)
"""Keys of a row, as `evidence --json` prints them."""

REPRODUCED, MISSED, DIRECTION, NONE = "reproduced", "missed", "direction only", "no benchmark"


def chosen(claim: str | None) -> tuple[Experiment, ...]:
    """Experiments that speak to a claim; all without one."""
    return tuple(each for each in ROSTER if claim is None or claim in each.claims)


def ways_of_care(experiments: Iterable[Experiment]) -> tuple[Care, ...]:
    """Ways of care that some experiments need, each once."""
    return tuple(dict.fromkeys(care for each in experiments for care in each.uses))


def report(
    samples: Samples, claim: str | None = None, tell: Callable[[str], None] = lambda _: None
) -> list[dict[str, Any]]:
    """Work out every statistic, in the order of the roster.

    Args:
        samples: the simulated populations; what is missing is simulated.
        claim: id of the only claim that is asked for.
        tell: called with the name of each experiment before it is worked out.

    Returns:
        One row a statistic, with `KEYS`; numbers that cannot be told are None. `seconds` holds the statistic's own
        time and its share of the simulations that it draws on.
    """
    experiments = chosen(claim)
    for care in ways_of_care(experiments):
        samples.under(care)
    asked = [(each, one) for each in experiments for one in each.statistics if claim in (None, one.claim)]
    users = Counter(care for each, _ in asked for care in each.uses)
    rows = []
    for each, one in asked:
        tell(each.name)
        shared = sum(samples.seconds[care] / users[care] for care in each.uses)
        rows.append(_row(each, one, samples, shared))
    return rows


def verdict(found: Estimate, benchmark: Benchmark | None) -> str:
    """What the published row says of a number.

    `reproduced` where the two intervals overlap (a published number without an interval counts as a point), `missed`
    where they do not; where only a direction is published, `direction only` and whether it came out right; `no
    benchmark` where nothing is published or the row was only recalled.
    """
    if benchmark is None or benchmark.recalled:
        return NONE
    if benchmark.value is None and benchmark.ci is None:
        return f"{DIRECTION} ({_direction(found, benchmark.direction)})"
    if math.isnan(found.value):
        return MISSED
    low, high = benchmark.ci or (benchmark.value, benchmark.value)
    overlap = low is not None and high is not None and found.low <= high and low <= found.high
    return REPRODUCED if overlap else MISSED


def draw(samples: Samples, folder: Path, claim: str | None = None) -> list[Path]:
    """Write the picture of every experiment asked for, `NAME.svg` in a folder.

    Raises:
        BowlbyError: a file cannot be written.
    """
    from bowlby import plots

    written = []
    for each in chosen(claim):
        path = folder / f"{each.name}.svg"
        with whole_file(path) as place:
            if place is not None:
                place.write_text(plots.svg(each.draw(samples)), "utf-8")
        written.append(path)
    return written


def _direction(found: Estimate, wanted: str) -> str:
    """Whether a direction came out; a number whose interval holds zero says so."""
    if math.isnan(found.value):
        return "wrong, too few to tell"
    if wanted == "not +":
        return "right" if found.low <= 0 else "wrong"
    right = found.value > 0 if wanted == "+" else found.value < 0
    return ("right" if right else "wrong") + (", within chance" if found.low <= 0 <= found.high else "")


def _row(experiment: Experiment, statistic: Statistic, samples: Samples, shared: float) -> dict[str, Any]:
    began = time.perf_counter()
    found = statistic.estimate(samples)
    benchmark = benchmarks()[statistic.benchmark] if statistic.benchmark else None
    value, low, high = (None if math.isnan(number) else float(number) for number in found[:3])
    cells = (
        statistic.claim,
        experiment.name,
        statistic.words,
        value,
        low,
        high,
        benchmark.published if benchmark else None,
        list(benchmark.ci) if benchmark and benchmark.ci else None,
        benchmark.role if benchmark else "report",
        verdict(found, benchmark),
        found.n,
        round(shared + time.perf_counter() - began, 3),
    )
    return dict(zip(KEYS, cells, strict=True))
