"""What the lab found about each claim, for the companion: reads the table that one run of the evidence wrote.

python scripts/make_outcomes.py [--table docs/tables/evidence.md] [--out src/bowlby/companion/outcomes.json]

The companion must not load the lab. `scripts/evidence_table.py` calls this when it has written its table.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from bowlby.evidence.roster import ROSTER

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "tables" / "evidence.md"
OUT = ROOT / "src" / "bowlby" / "companion" / "outcomes.json"
PART = re.compile(r"^### (\w+)$", re.MULTILINE)
CITED = re.compile(r"\s*\{cite:p\}`[^`]*`")
EXPERIMENT = {(statistic.claim, statistic.words): each for each in ROSTER for statistic in each.statistics}


def main() -> None:
    """Write the file anew."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--table", type=Path, default=TABLE)
    options.add_argument("--out", type=Path, default=OUT)
    given = options.parse_args()
    write(given.table.read_text("utf-8"), given.out)


def write(table: str, out: Path = OUT) -> None:
    """Write what a table says."""
    out.write_text(outcomes(table), "utf-8")
    print(out.name)


def outcomes(table: str) -> str:
    """The table as JSON: `run` (which run it was), and for each claim its experiments with their rows."""
    about, *parts = PART.split(table)
    run = re.match(r"([\d,]+ dyads, seed \d+)", about)
    if run is None:
        raise SystemExit("the table does not begin with its run; make it anew with scripts/evidence_table.py")
    claims = {name: _experiments(name, text) for name, text in zip(parts[::2], parts[1::2], strict=True)}
    found = {"run": run[1], "claims": {name: each for name, each in claims.items() if each}}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _experiments(claim: str, text: str) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        each = EXPERIMENT.get((claim, cells[0].strip()))
        if each is None:
            continue
        experiment = found.setdefault(each.name, {"name": each.name, "question": each.question, "rows": []})
        here, published, n, verdict = (cell.strip(" *") for cell in cells[1:])
        experiment["rows"].append([cells[0].strip(), here, CITED.sub("", published), n, verdict])
    return list(found.values())


if __name__ == "__main__":
    main()
