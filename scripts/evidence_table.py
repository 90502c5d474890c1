"""The evidence at full size: writes the table and the pictures of the docs page on it.

python scripts/evidence_table.py [--dyads 20000] [--seed 1] [--out docs/tables/evidence.md] [--pictures docs/pictures]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import make_outcomes
from rich.progress import Progress

from bowlby import plots
from bowlby.evidence.claims import Claim, benchmarks, claims
from bowlby.evidence.report import chosen, report, ways_of_care
from bowlby.evidence.roster import ROSTER
from bowlby.evidence.samples import FULL, Samples
from bowlby.terminal_evidence import published, span

DRAWN = ("sensitivity", "unpredictable_care", "calm_outside")
"""Experiments whose pictures stand on the page."""

BENCHMARK = {(each.name, one.words): one.benchmark for each in ROSTER for one in each.statistics}
HEAD = ("", "here, with its 95 % interval", "published", "n", "verdict")


def main() -> None:
    """Run every experiment on one set of populations; text and pictures come from the same run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dyads", type=int, default=FULL)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path, default=Path("docs/tables/evidence.md"))
    options.add_argument("--pictures", type=Path, default=Path("docs/pictures"))
    given = options.parse_args()
    with Progress() as progress:
        task = progress.add_task("Dyads", total=None)
        samples = Samples(given.dyads, given.seed, progress=lambda done: progress.update(task, advance=done))
        progress.update(task, total=sum(map(samples.size, ways_of_care(chosen(None)))))
        rows = report(samples)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    table = page(rows, given.dyads, given.seed)
    given.out.write_text(table, "utf-8")
    if given.out == Path("docs/tables/evidence.md"):
        make_outcomes.write(table)
    for each in ROSTER:
        if each.name in DRAWN:
            picture = given.pictures / f"evidence-{each.name.replace('_', '-')}.svg"
            picture.write_text(plots.svg(each.draw(samples)), "utf-8")


def page(rows: Sequence[dict[str, Any]], dyads: int, seed: int) -> str:
    """The rows as Markdown, claim by claim."""
    verdicts = ", ".join(f"{number} {words}" for words, number in Counter(row["verdict"] for row in rows).most_common())
    lines = [f"{dyads:,} dyads, seed {seed}, {len(rows)} rows: {verdicts}. Written by `scripts/evidence_table.py`.", ""]
    for claim in claims().values():
        lines += _claim(claim, [row for row in rows if row["claim_id"] == claim.id])
    return "\n".join(lines)


def _claim(claim: Claim, rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield from [f"### {claim.id}", "", f"*{claim.claim}*", ""]
    if claim.differs:
        yield from [f"The evidence: {claim.differs}", ""]
    if rows:
        cells = [HEAD, ["---"] * len(HEAD), *map(_cells, rows)]
        yield from ["| " + " | ".join(line) + " |" for line in cells]
        yield ""
    for left_out in claim.left_out:
        yield from [f"Left out: {left_out}", ""]


def _cells(row: dict[str, Any]) -> list[str]:
    name = BENCHMARK[row["experiment"], row["statistic"]]
    benchmark = benchmarks()[name] if name else None
    source = f"{published(row)} {{cite:p}}`{benchmark.source}`" if benchmark else "–"
    if benchmark and benchmark.recalled:
        source += " (recalled)"
    if benchmark and benchmark.role == "calibrate":
        source += " (to calibrate)"
    verdict = row["verdict"]
    shown = f"**{verdict}**" if verdict == "missed" or "wrong" in verdict else verdict
    return [row["statistic"], span(row), source, str(row["n"]), shown]


if __name__ == "__main__":
    main()
