"""Item bias on a terminal: `bowlby score INSTRUMENT FILE --bias`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bowlby import terminal

if TYPE_CHECKING:
    from bowlby.measures.bias_by_group import ScaleBias
    from bowlby.measures.scoring import Wishes

SHOWN = 6
"""Items shown of each scale and pair of groups; `--json` has all."""


CHANCE = 0.05
"""Items are named where chance alone would name any of a scale less often than this."""


def find(instrument: str, file: Path, asked: Wishes) -> tuple[list[ScaleBias], list[str]]:
    """Item bias of a file by sex and age, and what there is to say about it.

    Args:
        instrument: its name.
        file: the answers, with columns `sex` or `gender`, and `age`.
        asked: from `terminal_score.wishes`.

    Raises:
        BowlbyError: what scoring refuses, or an instrument that is asked about several figures.
    """
    from bowlby.measures.bias_by_group import bias_by_group
    from bowlby.measures.exchange import fill
    from bowlby.measures.exchange_sources import read_source
    from bowlby.measures.instruments import known
    from bowlby.measures.reference import groups

    with terminal.working("Holding the items against sex and age"):
        filled = fill(instrument, file, asked).filled
        sexes, said = groups(read_source(file, known(instrument), asked.dictionary), asked.sex)
        found, told = bias_by_group(filled, sexes)
    return found, [*(line.replace("percentiles are", "item bias is") for line in said), *told]


def as_list(found: list[ScaleBias]) -> list[dict[str, Any]]:
    """What was found, as plain objects."""
    return [one._asdict() | {"items": [item._asdict() for item in one.items]} for one in found]


def show(found: list[ScaleBias], told: list[str]) -> None:
    """Print how many items differ, and the largest differences."""
    rows = []
    for one in found:
        sizes = [item.size for item in one.items]
        sure = [item for item in one.items if item.size != "negligible" and item.p * len(sizes) < CHANCE]
        largest = sorted(sure, key=lambda item: -item.apart)
        named = ", ".join(f"{item.item} {item.points:+.2f}" for item in largest[:SHOWN])
        more = ", ..." if len(largest) > SHOWN else ""
        counts = (sizes.count(size) for size in ("negligible", "moderate", "large"))
        people = f"{one.people[0]:,} v. {one.people[1]:,}"
        rows.append((one.scale, one.groups, people, f"{one.mean:+.2f}", *map(str, counts), (named + more) or "-"))
    if rows:
        heads = (
            "scale",
            "groups",
            "people",
            "trait",
            "negligible",
            "moderate",
            "large",
            "items, in points of the answer",
        )
        terminal.show_table(heads, rows)
        terminal.say(
            "Points: how much higher the second group answers at the same place of the trait; items that chance alone"
        )
        terminal.say(f"would hardly show (p < {CHANCE:g} over the scale), largest first.")
    for line in told:
        terminal.say(f"- {line}")
