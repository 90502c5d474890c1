"""Made-up items and answers to them, for the tests of item response."""

from __future__ import annotations

import numpy as np

from bowlby.measures.graded import Categories, Items, simulate


def made_items(items: int = 6, categories: int = 5, seed: int = 0) -> Items:
    """Items like those of questionnaires: slopes about 1.5, thresholds well apart."""
    random = np.random.default_rng(seed)
    spread = np.linspace(-1.5, 1.5, categories - 1)
    return Items(random.uniform(0.9, 2.3, items), spread + random.normal(0, 0.4, (items, 1)))


def made_answers(items: Items, people: int, seed: int = 1, gaps: float = 0.0) -> tuple[Categories, np.ndarray]:
    """Answers, and the traits behind them; some of the answers missing."""
    random = np.random.default_rng(seed)
    trait = random.normal(size=people)
    answers = simulate(items, trait, seed + 1)
    answers[random.random(answers.shape) < gaps] = -1
    return answers, trait
