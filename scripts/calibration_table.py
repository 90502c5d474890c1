"""The calibration: writes what was learnt into the parameter file, and the table of the docs page on it.

python scripts/calibration_table.py --keep simulations.jsonl [--seed 1] [--write src/bowlby/parameters.toml]
    [--out docs/tables/calibration.md]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bowlby import terminal_calibrate as told
from bowlby.evidence.calibration import Calibration


def main() -> None:
    """Calibrate (or take up what `--keep` holds) and write both files."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keep", type=Path, required=True)
    options.add_argument("--waves", type=int, default=3)
    options.add_argument("--points", type=int, default=128)
    options.add_argument("--dyads", type=int, default=4096)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--write", type=Path, default=Path("src/bowlby/parameters.toml"))
    options.add_argument("--out", type=Path, default=Path("docs/tables/calibration.md"))
    given = options.parse_args()
    found = told.calibrate(given.waves, given.points, given.dyads, given.seed, given.keep, given.write)
    given.out.write_text(page(found, given.dyads, given.seed), "utf-8")
    told.show(found)


def page(found: Calibration, dyads: int, seed: int) -> str:
    """What was reached, and what is known of each parameter, as Markdown."""
    lines = [
        f"{found.simulations} simulations of {dyads:,} dyads, seed {seed}; what was reached is that of 40,960 other"
        " dyads. Written by `scripts/calibration_table.py`.",
        "",
        "| row | published | wanted within | reached | |",
        "| --- | --- | --- | --- | --- |",
        *(f"| {' | '.join(row)} |" for row in told.reached_rows(found)),
        "",
        "| parameter | before | now | 90 % interval | prior spread left | pinned down |",
        "| --- | --- | --- | --- | --- | --- |",
        *(f"| `{row[0]}` | {' | '.join(row[1:])} |" for row in told.parameter_rows(found)),
        "",
        told.known_directions(found),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
