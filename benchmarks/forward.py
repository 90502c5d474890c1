"""How fast the forward side is: `python benchmarks/forward.py [--largest N] [--page FILE]`.

The same world, a time at home, by three programs: Bowlby, the same steps as Mesa agents in plain Python, and a plain
C + OpenMP program of ours that marks what a compiler makes of plain loops. All three have the same dyads, the same
ticks and as many random numbers; that they agree is checked by what the dyads have learnt. Then the whole way of a
dyad, a year at home, the Strange Situation and its coding, for more and more dyads. Compilation is timed apart.

Prints one JSON object, and the same as a table on stderr. Mesa comes with `pip install --group bench`, the C program
needs gcc; what is not there is left out. `--page` writes the table into the documentation.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from bowlby import lab
from bowlby.model.working_model import expectation
from bowlby.parameters import Parameters, load_parameters
from bowlby.worlds import home
from bowlby.worlds.population import Dyads

HERE = Path(__file__).parent
MARKS = ("<!-- figures of benchmarks/forward.py begin -->", "<!-- figures of benchmarks/forward.py end -->")
FLAGS = ("-O3", "-march=native", "-ffast-math", "-fopenmp")
C_ORDER = {
    "appraisal": ("vigilance",),
    "alarm": ("soothing", "rebuff_rise", "fright_rise"),
    "signals": ("worth", "cost_reach", "cost_plea", "cost_protest", "pain"),
    "answers": ("loud_reach", "loud_plea", "unasked", "steepness"),
    "learning": ("fast_fade", "slow_gain", "kappa", "prior_total", "prior_hurt"),
    "home": (
        *("exchange_minutes", "pause_minutes", "distress_share", "caring_share", "distress_threat", "caring_threat"),
        *("play_threat", "threat_spread", "lingering", "intrusion_threat", "late_credit"),
    ),
}
"""Parameters in the order in which the C program reads them."""

SEED = 1


def dyads_of(count: int, parameters: Parameters) -> Dyads:
    return jax.tree.map(np.asarray, lab.draw_dyads(np.uint32(SEED), jnp.arange(count), parameters, {}))


def learnt(grown: home.Upbringing) -> np.ndarray:
    """What the three programs are compared by: [dyad, figure]."""
    known, seen = expectation(grown.working_model.fast), grown.seen
    apart = (known.loss, known.fright, grown.state.alarm, seen.bids, seen.met)
    return np.vstack([known.comfort, known.rebuff, *apart]).T


def by_bowlby(dyads: Dyads, parameters: Parameters, runs: int) -> tuple[float, float, np.ndarray]:
    """Seconds to compile, seconds of the best run on all cores, and what was learnt."""
    beat, count = home.rhythm(parameters.home), len(dyads.care.fright)
    live = jax.jit(lambda people, some: home.live(np.uint32(SEED), people, some, parameters, beat))
    starts = range(0, count, lab.BLOCK)
    blocks = [np.minimum(np.arange(start, start + lab.BLOCK), count - 1) for start in starts]
    inputs = [
        (jnp.asarray(block, jnp.uint32), jax.tree.map(lambda part, at=block: part[at], dyads)) for block in blocks
    ]
    compiling, compiled = timed(lambda: live.lower(*inputs[0]).compile())

    def everything() -> np.ndarray:
        return np.concatenate(list(lab.side_by_side(lambda given: learnt(compiled(*given)), inputs)))[:count]

    times, found = zip(*(timed(everything) for _ in range(runs)), strict=True)
    return compiling, min(times), found[0]


def by_c(dyads: Dyads, parameters: Parameters, runs: int) -> tuple[float, float, np.ndarray] | None:
    if shutil.which("gcc") is None:
        return None
    beat, count = home.rhythm(parameters.home), len(dyads.care.fright)
    numbers = [getattr(getattr(parameters, part), name) for part, names in C_ORDER.items() for name in names]
    with tempfile.TemporaryDirectory() as folder:
        program, given, out = (Path(folder) / name for name in ("home", "input", "output"))
        command = ["gcc", *FLAGS, str(HERE / "forward" / "home.c"), "-o", str(program), "-lm"]
        compiling, _ = timed(lambda: subprocess.run(command, check=True))
        given.write_bytes(
            np.array([count, *beat], np.int32).tobytes()
            + np.array(numbers, np.float32).tobytes()
            + np.stack([*dyads.care, *dyads.temperament]).astype(np.float32).tobytes()
        )
        said = [
            subprocess.run([program, given, out], check=True, capture_output=True, text=True).stdout
            for _ in range(runs)
        ]
        found = np.fromfile(out, np.float32).reshape(count, -1)
    return compiling, min(map(float, said)), found


def by_mesa(dyads: Dyads, parameters: Parameters) -> tuple[float, np.ndarray] | None:
    sys.path.insert(0, str(HERE / "forward"))
    try:
        from mesa_home import Home  # pyright: ignore[reportMissingImports]
    except ModuleNotFoundError:
        return None
    names = (*dyads.care._fields, *dyads.temperament._fields)
    columns = np.stack([*dyads.care, *dyads.temperament]).T.tolist()
    world = Home(
        parameters, [dict(zip(names, row, strict=True)) for row in columns], home.rhythm(parameters.home), SEED
    )
    seconds, found = timed(world.live)
    return seconds, np.array(found, float)


def disagreement(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The largest difference of means over the same dyads, in standard errors; chance alone stays below about 4."""
    differences = ours.astype(float) - theirs.astype(float)
    errors = differences.std(0, ddof=1) / np.sqrt(len(differences))
    return float(np.max(np.abs(differences.mean(0)) / np.maximum(errors, 1e-12)))


def compare(count: int, runs: int, mesa_dyads: int, mesa_months: float) -> dict[str, Any]:
    """Microseconds for one exchange of one dyad by each program, and the ratios."""
    parameters = load_parameters()
    dyads, ticks = dyads_of(count, parameters), np.prod(home.rhythm(parameters.home)[:2])
    compiling, seconds, ours = by_bowlby(dyads, parameters, runs)
    mine = 1e6 * seconds / count / ticks
    found: dict[str, Any] = {"dyads": count, "exchanges": int(ticks)}
    found["bowlby"] = {"microseconds": mine, "compile_seconds": compiling}
    if answer := by_c(dyads, parameters, runs):
        cost = 1e6 * answer[1] / count / ticks
        apart = disagreement(ours, answer[2])
        found["c"] = {"microseconds": cost, "compile_seconds": answer[0], "disagreement": apart, "ratio": cost / mine}
    short = parameters._replace(home=parameters.home._replace(months=mesa_months))
    few, ticks = jax.tree.map(lambda part: part[:mesa_dyads], dyads), np.prod(home.rhythm(short.home)[:2])
    if answer := by_mesa(few, short):
        cost = 1e6 * answer[0] / mesa_dyads / ticks
        apart = disagreement(by_bowlby(few, short, 1)[2], answer[1])
        scale = {"dyads": mesa_dyads, "months": mesa_months}
        found["mesa"] = {"microseconds": cost, **scale, "disagreement": apart, "ratio": cost / mine}
    return found


def whole_way(sizes: list[int]) -> list[dict[str, Any]]:
    """Microseconds a dyad for the whole command with its file, for each number of dyads; compiled before."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        lab.run_strange_situation(1, SEED, out=Path(folder) / "first.parquet")
        for size in sizes:
            seconds, _ = timed(
                lambda size=size: lab.run_strange_situation(size, SEED, out=Path(folder) / "rows.parquet")
            )
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            found.append({"dyads": size, "seconds": seconds, "microseconds": 1e6 * seconds / size, "peak_mib": peak})
    return found


def table(found: dict[str, Any]) -> str:
    """The figures in Markdown."""
    home_, machine = found["home"], found["machine"]
    lines = [
        f"Measured with {machine['cores']} cores ({machine['processor']}), Python {machine['python']},"
        f" JAX {machine['jax']}; load of the machine before the start {machine['load']:.1f}.",
        "",
        "| one exchange of one dyad at home | microseconds | against Bowlby | compiled in |",
        "| --- | --- | --- | --- |",
        f"| Bowlby | {home_['bowlby']['microseconds']:.4f} | 1 | {home_['bowlby']['compile_seconds']:.1f} s |",
    ]
    if c := home_.get("c"):
        lines.append(f"| C + OpenMP | {c['microseconds']:.4f} | {c['ratio']:.2f} | {c['compile_seconds']:.1f} s |")
    if mesa := home_.get("mesa"):
        lines.append(f"| Mesa agents | {mesa['microseconds']:.2f} | {mesa['ratio']:.0f} | |")
    lines += ["", "| dyads, the whole way with its file | seconds | microseconds a dyad | most memory so far, MiB |"]
    lines.append("| --- | --- | --- | --- |")
    lines += [
        f"| {one['dyads']:,} | {one['seconds']:.1f} | {one['microseconds']:.0f} | {one['peak_mib']:.0f} |"
        for one in found["whole_way"]
    ]
    return "\n".join(lines)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def write_page(page: Path, text: str, marks: tuple[str, str] = MARKS) -> None:
    """Put the table between its marks in a page."""
    begin, end = marks
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    page.write_text(pattern.sub(lambda _: f"{begin}\n{text}\n{end}", page.read_text("utf-8")), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--dyads", type=int, default=8192, help="for Bowlby and C at home")
    parser.add_argument("--runs", type=int, default=7, help="of which the best counts")
    parser.add_argument("--mesa-dyads", type=int, default=200)
    parser.add_argument("--mesa-months", type=float, default=1.0)
    parser.add_argument("--largest", type=int, default=20_000, help="dyads of the whole way; from 10,000 by tens")
    parser.add_argument("--page", type=Path, help="page whose table is written anew, such as docs/speed.md")
    asked = parser.parse_args()
    sizes = sorted({min(10_000 * 10**power, asked.largest) for power in range(5)})
    names = [line.split(":")[1].strip() for line in _processor() if line.startswith("model name")]
    machine = {"cores": os.cpu_count(), "processor": names[0] if names else platform.machine()}
    versions = {"python": platform.python_version(), "jax": jax.__version__, "load": os.getloadavg()[0]}
    found = {"machine": machine | versions, "home": {}, "whole_way": []}
    found["home"] = compare(asked.dyads, asked.runs, asked.mesa_dyads, asked.mesa_months)
    found["whole_way"] = whole_way(sizes)
    print(json.dumps(found, indent=2))
    text = table(found)
    sys.stderr.write(text + "\n")
    if asked.page:
        write_page(asked.page, text)


def _processor() -> list[str]:
    told = Path("/proc/cpuinfo")
    return told.read_text().splitlines() if told.exists() else []


if __name__ == "__main__":
    main()
