"""C07, as far as one visit shows it: is behaviour in the second reunion predicted by that in the first?"""

from __future__ import annotations

from bowlby.evidence.experiment import Experiment, Statistic, columns_agree
from bowlby.evidence.figures import beside_published

SCALES = {
    "proximity": "proximity seeking",
    "contact": "contact maintaining",
    "resistance": "resistance",
    "avoidance": "avoidance",
}

STATISTICS = tuple(
    Statistic("C07", f"{words} in the first reunion with the second, r", columns_agree(f"{scale}_1", f"{scale}_2"))
    for scale, words in SCALES.items()
)

EXPERIMENT = Experiment(
    name="persistence",
    question="Does the pattern last from one reunion to the next?",
    sources=("ainsworth1978",),
    statistics=STATISTICS,
    draw=beside_published("From the first reunion to the second", "correlation", STATISTICS),
)
