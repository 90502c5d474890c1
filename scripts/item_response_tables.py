"""Make the tables of the page on item response anew, from the half of the open answers that was held out.

    python scripts/item_response_tables.py

reads `ecr/data.csv` in the folder named by `BOWLBY_DATA`, else in `../shared/data`, and writes `docs/tables/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from item_calibration import Half, data_file, halves

from bowlby.measures.adaptive import replay, tables_of
from bowlby.measures.dimensions import local_dependence, parallel_analysis
from bowlby.measures.graded import Categories, grid, information, simulate
from bowlby.measures.item_bank import Bank, Trait, bank_for
from bowlby.measures.item_bias import item_bias
from bowlby.measures.item_response import fit
from bowlby.measures.person_scores import Scores, expected_scores

FOLDER = Path(__file__).parents[1] / "docs" / "tables"
NUMBERS = range(1, 37)
STOPS = (0.5, 0.4, 0.35, 0.3)
SIMULATED = 10_000
SEED = 1


def main() -> None:
    """Write the tables."""
    _, held_out = halves(data_file())
    for name, lines in (
        ("adaptive", adaptive(held_out)),
        ("item-fit", item_fit(held_out)),
        ("item-bias", bias(held_out)),
    ):
        (FOLDER / f"{name}.md").write_text("\n".join(lines) + "\n", "utf-8")


def adaptive(held_out: Half) -> Iterator[str]:
    """Adaptive tests replayed on real answers, and simulated: items needed, error, nearness to the full score."""
    heads = (
        "instrument | scale | answers | stop at | items: mean (90 % of people) | reached | error | r with all | off by"
    )
    yield f"| {heads} |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name in ("ecr", "ecr-12"):
        bank = bank_for(name)
        for trait in bank.traits:
            real = _whole(bank.categories(trait, held_out.answers, NUMBERS))
            made = simulate(trait.items, np.random.default_rng(SEED).normal(size=SIMULATED), SEED)
            for kind, answers in (("real", real), ("simulated", made)):
                full = expected_scores(answers, trait.items)
                for stop in STOPS:
                    yield _stopped(bank, trait, kind, answers, full, stop)


def _stopped(bank: Bank, trait: Trait, kind: str, answers: Categories, full: Scores, stop: float) -> str:
    found = replay(answers, tables_of(trait.items, trait.alike), stop)
    most = np.percentile(found.asked, 90)
    r = np.corrcoef(found.scores, full.scores)[0, 1]
    early = found.errors > full.errors + 0.02
    room = np.sqrt(found.errors[early] ** 2 - full.errors[early] ** 2)
    off = float(np.sqrt(np.mean(((found.scores - full.scores)[early] / room) ** 2))) if early.sum() > 50 else np.nan
    cells = (
        f"{found.asked.mean():.1f} of {len(trait.numbers)} ({most:.0f})",
        f"{100 * np.mean(found.errors <= stop):.0f} %",
        f"{found.errors.mean():.2f}",
        f"{r:.3f}",
        "" if np.isnan(off) else f"{off:.2f}",
    )
    return f"| {bank.instrument.name} | {trait.name} | {kind} | {stop:g} | {' | '.join(cells)} |"


def item_fit(held_out: Half) -> Iterator[str]:
    """How the calibration holds on people it has not seen, and how many dimensions a scale has."""
    yield (
        "| scale | people | slopes, and largest difference from a fit to the held-out half | thresholds | eigenvalues |"
        " dimensions beyond chance | residual correlations above .2 | information at −2, 0, 2 |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    bank = bank_for("ecr")
    for trait in bank.traits:
        answers = bank.categories(trait, held_out.answers, NUMBERS)
        other = fit(answers, trait.items.categories).items
        parallel, dependence = parallel_analysis(answers), local_dependence(answers, trait.items)
        told = information(trait.items, grid().points).sum(axis=0)[[20, 30, 40]]
        slopes = trait.items.slopes
        top = [f"{trait.numbers[one]}–{trait.numbers[two]} {r:.2f}" for one, two, r in dependence.pairs[:4]]
        cells = (
            trait.name,
            f"{len(answers):,}",
            f"{slopes.min():.2f} to {slopes.max():.2f}; {np.abs(slopes - other.slopes).max():.2f}",
            f"{np.abs(trait.items.thresholds - other.thresholds).max():.2f}",
            ", ".join(f"{value:.1f}" for value in parallel.eigenvalues[:3]),
            str(parallel.dimensions),
            f"{len(dependence.pairs)} of {len(slopes) * (len(slopes) - 1) // 2} pairs: {', '.join(top)}, …",
            ", ".join(f"{value:.1f}" for value in told),
        )
        yield f"| {' | '.join(cells)} |"


def bias(held_out: Half) -> Iterator[str]:
    """Items that work differently by sex or age, on the held-out half."""
    yield (
        "| scale | groups | people | second group's trait: mean, SD | negligible | moderate | large |"
        " largest, in points of the answer (1 to 5) |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    bank = bank_for("ecr")
    sex, age = held_out.sex, held_out.age
    groups = (
        ("men v. women", (sex == 1) | (sex == 2), sex == 2),
        ("under 25 v. 35 and over", ((age >= 13) & (age < 25)) | ((age >= 35) & (age <= 100)), age >= 35),
    )
    for trait in bank.traits:
        answers = bank.categories(trait, held_out.answers, NUMBERS)
        for name, who, second in groups:
            found = item_bias(answers[who], trait.items, second[who])
            sizes = found.sizes()
            top = np.argsort(-found.apart)[:3]
            largest = ", ".join(f"item {trait.numbers[one]} {found.points[one]:+.2f}" for one in top)
            counts = " | ".join(str(sizes.count(size)) for size in ("negligible", "moderate", "large"))
            trait_of = f"{found.mean:+.2f}, {found.sd:.2f}"
            yield f"| {trait.name} | {name} | {int(who.sum()):,} | {trait_of} | {counts} | {largest} |"


def _whole(answers: Categories) -> Categories:
    """People who answered every item: only theirs can be held against all items."""
    return answers[(answers >= 0).all(axis=1)]


if __name__ == "__main__":
    main()
