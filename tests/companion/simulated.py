"""A made-up answer of the simulating process, of the right shape, and a process that gives it at once."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bowlby.companion.understanding import CROWD, KINDS, LOOKS

LENGTHS = {1: 6, 2: 36, 3: 36, 4: 20, 5: 40, 6: 13, 7: 36, 8: 36}
"""Ticks of each episode: 4 and 6 cut short, 5 made longer."""

PROCESS = """
import json, sys
from companion.simulated import made_up
for line in sys.stdin:
    order = json.loads(line)
    if "figure" in order:
        found = {"svg": f"<svg>{order['figure']} {order['theme']} {order['width']}</svg>"}
    else:
        found = {"played": made_up(order["child"], order["care"][1])}
    print(json.dumps(found), flush=True)
"""


def made_up(child: int = 7, away: float = 0.35) -> dict[str, Any]:
    """A child that cries in the separations, the more the more its carer's attention is away."""
    episode = [number for number, length in LENGTHS.items() for _ in range(length)]
    count = len(episode)
    apart, back = ([number in some for number in episode] for some in ((4, 6, 7), (5, 8)))
    reached = [n % 12 < 4 for n in range(count)]
    cries = [a and n % 10 < 10 * away for n, a in enumerate(apart)]
    in_arms = [b and so for b, so in zip(back, reached, strict=True)]
    here = [number not in (4, 6, 7) for number in episode]
    other = [number in (3, 4, 7) for number in episode]
    wave = [round(0.02 * (n % 12), 3) for n in range(count)]
    shares = [look / LOOKS for look in range(LOOKS + 1)]
    return {
        "child": child,
        "member": child % CROWD,
        "year": {
            "month": [round(12 * share, 2) for share in shares],
            "comfort": [[0.2, 0.5 - away * s / 2, 0.5 - away * s / 4, 0.5 + away * s / 4] for s in shares],
            "rebuff": [[0.1, 0.1 - 0.05 * s, 0.1 - 0.03 * s, 0.1] for s in shares],
            "loss": [round(0.1 + away * s, 4) for s in shares],
            "fright": [round(0.1 - 0.09 * s, 4) for s in shares],
        },
        "ticks": {
            "seconds": [5.0 * n for n in range(count)],
            "episode": episode,
            "infant_x": [round(2.2 - 2 * w, 3) for w in wave],
            "infant_y": [1.5] * count,
            "carer_x": [3.6 if so else None for so in here],
            "carer_y": [0.5 if so else None for so in here],
            "stranger_x": [3.6 if so else None for so in other],
            "stranger_y": [2.5 if so else None for so in other],
            "signal": [2 if c else int(r) for c, r in zip(cries, reached, strict=True)],
            "answer": [int(so) for so in in_arms],
            "in_contact": [int(so) for so in in_arms],
            "held_by_stranger": [0] * count,
            "crying": [int(so) for so in cries],
            "looking": [int(so) for so in reached],
            "exploring": [int(not r and not a) for r, a in zip(reached, apart, strict=True)],
            "still": [int(n in (50, 51)) for n in range(count)],
            "startled": [int(n == 60) for n in range(count)],
            "alarm": [round(0.7 if a else 0.1 + w, 3) for a, w in zip(apart, wave, strict=True)],
        },
        "tick_seconds": 5.0,
        "full_seconds": 180.0,
        "room": {"width": 4.0, "depth": 3.0, "door_x": 0.2, "door_y": 1.5, "toys_x": 2.2, "toys_y": 1.5}
        | {"chair_x": 3.6, "chair_y": 0.5, "other_chair_x": 3.6, "other_chair_y": 2.5},
        "crowd": {
            "closeness": [round(1.2 + 5.6 * ((37 * n) % CROWD) / CROWD, 3) for n in range(CROWD)],
            "anger": [round(1 + 4 * away + 1.5 * ((11 * n) % CROWD) / CROWD, 3) for n in range(CROWD)],
            "kind": ["BBCAD"[n % 5] for n in range(CROWD)],
        },
        "kinds": [
            {"letter": letter, "words": words, "count": CROWD // 5 * (2 if letter == "B" else 1)}
            for letter, words in KINDS
        ],
        "axes": {"x_title": "seeks closeness", "y_title": "anger and crying"},
    }


def quick(folder: Path) -> tuple[str, ...]:
    """The command of a process that gives the made-up answer."""
    tests = Path(__file__).parents[1]
    script = folder / "quick.py"
    script.write_text(f"import sys\nsys.path.insert(0, {json.dumps(str(tests))})\n{PROCESS}", "utf-8")
    return sys.executable, str(script)
