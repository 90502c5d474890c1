"""How fast the fit is: `python benchmarks/fit.py [--draws N] [--cohort N] [--page FILE]`, with `tests` on PYTHONPATH.

One diary of about 160 moments from a world that the fit does not assume (`tests/recovery/different_world.py`): the
first answer in a running program and from a cold start of the command; the full posterior; the same density written in
PyTensor for PyMC (`benchmarks/fit_pymc.py`) and drawn from by nutpie; and many diaries on one and on two cores.

That the two densities are the same is checked at several points first. Then draws are compared by effective sample
size a second, of every coordinate of the search, by one and the same function. Time to compile is told apart, for both.

Prints one JSON object, and the same as a table on stderr. PyMC and nutpie come with `pip install --group bench`;
without them their part is left out, and said so. `--page` writes the table into the documentation.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import jax
import numpy as np
from forward import timed, write_page
from joblib.externals.loky import get_reusable_executor
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin

from bowlby.diary.formats import write_native
from bowlby.diary.records import Diary
from bowlby.inference.events import roster_of
from bowlby.inference.fit import fit_diary
from bowlby.inference.search import points_drawn, top_of
from bowlby.lab_files import keep_compiled
from bowlby.lab_fit import fit_group
from bowlby.parameters import load_parameters
from recovery.different_world import live

MARKS = ("<!-- figures of benchmarks/fit.py begin -->", "<!-- figures of benchmarks/fit.py end -->")
SEED, LIFE, LIVES = 1, 3, 8
CHAINS, TUNING = 4, 400
"""Chains of nutpie, and the steps that each warms up in."""

FEW = 100
"""Draws with which everything is compiled: as few as the sampler makes at a time."""

ALIKE = 1e-6
"""Largest share by which the two log densities may differ."""


def cold_starts(diary: Diary, folder: Path) -> dict[str, float]:
    """Seconds of the command with nothing compiled, and the median of a few more with what it has kept."""
    write_native(diary, folder / "diary")
    command = [str(Path(sys.executable).with_name("bowlby")), "fit", str(folder / "diary"), "--json"]
    first, *others = (timed(lambda: subprocess.run(command, check=True, capture_output=True))[0] for _ in range(6))
    return {"first start ever": first, "cold start": float(np.median(others))}


def first_answer(diary: Diary, runs: int = 3) -> float:
    """Seconds in a program that has fitted such a diary before; the best of some runs."""
    fit_diary(diary)
    return min(timed(lambda: fit_diary(diary))[0] for _ in range(runs))


def full_posterior(diary: Diary, draws: int) -> dict[str, Any]:
    """Draws by Bowlby, search included; compiled before."""
    first, _ = timed(lambda: fit_diary(diary, draws=FEW, seed=SEED))
    seconds, result = timed(lambda: fit_diary(diary, draws=draws, seed=SEED))
    points = points_drawn(diary, roster_of(diary), load_parameters(), draws=draws, seed=SEED)
    told = result["diagnostics"]
    named = {"R-hat of all that is told": told["rhat_max"], "smallest ESS of all that is told": told["ess_min"]}
    found = {
        f"first time, with {FEW} draws and compiling": first,
        "seconds": seconds,
        "divergences": told["divergences"],
    }
    return found | named | quality(points, seconds)


def quality(points: np.ndarray, seconds: float) -> dict[str, float]:
    """How well points [chain, draw, coordinate] were drawn, and how fast."""
    sizes = effective_sample_size(points)
    return {
        "draws": int(points.shape[0] * points.shape[1]),
        "R-hat": float(np.max(split_gelman_rubin(points))),
        "smallest ESS": float(sizes.min()),
        "median ESS": float(np.median(sizes)),
        "smallest ESS a second": float(sizes.min() / seconds),
        "median ESS a second": float(np.median(sizes) / seconds),
    }


def by_pymc(diary: Diary, draws: int) -> dict[str, Any]:
    """The same density drawn from by nutpie, by way of JAX, with the mass matrix it takes of itself, a diagonal one."""
    os.environ.setdefault("PYTENSOR_FLAGS", "cxx=")  # JAX compiles the model; C for folding constants only takes time
    nutpie, parameters = import_module("nutpie"), load_parameters()
    jax.config.update("jax_enable_x64", True)  # in the threads of nutpie too
    tools, records, top = top_of(diary, roster_of(diary), parameters, lambda stage, share: None)  # noqa: ARG005
    places = top.point + np.random.default_rng(SEED).normal(0, [[0.0], [0.3], [0.6], [1.0]], (4, len(top.point)))
    ours = [-float(tools.slope(place, records)[0]) for place in places]
    building, model = timed(lambda: import_module("fit_pymc").model_of(records, parameters))
    density, constant = import_module("fit_pymc").density_of(model), len(top.point) / 2 * np.log(2 * np.pi)
    theirs = [float(density(place)) + constant for place in places]
    apart = float(np.max(np.abs(np.subtract(theirs, ours) / np.array(ours))))
    assert apart < ALIKE, f"the densities differ by a share of {apart}: {ours} {theirs}"
    compiled = nutpie.compile_pymc_model(model, backend="jax", gradient_backend="jax")
    few = {"draws": 2, "tune": 2, "chains": 1, "seed": SEED, "progress_bar": False}
    compiling, _ = timed(lambda: nutpie.sample(compiled, **few))  # JAX compiles when it is first asked
    settings = {"draws": -(-draws // CHAINS), "tune": TUNING, "chains": CHAINS, "cores": os.cpu_count()}
    seconds, trace = timed(lambda: nutpie.sample(compiled, **settings, seed=SEED, progress_bar=False))
    points = np.asarray(trace.posterior["point"])
    return {
        "compiling": building + compiling,
        "seconds": seconds,
        "divergences": int(trace.sample_stats["diverging"].sum()),
        "densities apart": apart,
        **quality(points, seconds),
    }


def cohort(count: int) -> dict[str, Any]:
    """Seconds for many diaries, a few lives each several times, on one core and on all; started before.

    Cores that share a cache, or are two halves of one, are in each other's way: programs that have nothing to do with
    each other show how much, and so what can be had of them at best.
    """
    lives = [live(seed).diary for seed in range(min(LIVES, count))]
    people = {f"p{index}": replace(lives[index % len(lives)], person=f"p{index}") for index in range(count)}
    cores = sorted(os.sched_getaffinity(0))
    found = {f"seconds on {many} of them": on_cores(cores[:many], people) for many in (1, len(cores))}
    one, all_of_them = found.values()
    with ThreadPoolExecutor(len(cores)) as programs:
        apart = max(programs.map(lambda core: on_cores([core], people), cores))
    found[f"seconds for all of them in each of {len(cores)} programs at once, a core each"] = apart
    return {"diaries": count, "cores": len(cores), **found} | {
        "all cores against one": one / all_of_them,
        "programs that share nothing against one": len(cores) * one / apart,
    }


def on_cores(cores: list[int], people: Mapping[str, Diary]) -> float:
    """Seconds that the group takes in a program that may use these cores, and has fitted some of it before."""
    some = dict(list(people.items())[:LIVES])
    before = os.sched_getaffinity(0)
    with ProcessPoolExecutor(1, get_context("spawn")) as program:
        os.sched_setaffinity(0, cores)  # the program has them of its start: libraries count cores when they are loaded
        starting = program.submit(fit_group, some)
        os.sched_setaffinity(0, before)
        starting.result()
        seconds, _ = timed(lambda: program.submit(fit_group, people).result())
        program.submit(stop_processes).result()  # its own would otherwise wait for more work, and it for them
    return seconds


def stop_processes() -> None:
    """End the processes that joblib keeps for more work."""
    get_reusable_executor().shutdown()


def table(found: Mapping[str, Any]) -> str:
    """The figures in Markdown."""
    machine, first, ours, theirs = (found[part] for part in ("machine", "first answer", "bowlby", "nutpie"))
    lines = [
        f"Measured with {machine['cores']} cores, Python {machine['python']}, JAX {machine['jax']}; load of the machine"
        f" before the start {machine['load']:.1f}. A diary of {found['moments']} moments and {found['checkins']}"
        " check-ins.",
        "",
        "| the first answer | seconds |",
        "| --- | --- |",
        *(f"| {name} | {_short(seconds)} |" for name, seconds in first.items()),
        "",
        "| draws of the full posterior | Bowlby | PyMC with nutpie |",
        "| --- | --- | --- |",
    ]
    names = [*dict.fromkeys([*ours, *theirs])]
    lines += [f"| {name} | {_short(ours.get(name))} | {_short(theirs.get(name))} |" for name in names]
    lines += ["", "| many diaries | |", "| --- | --- |"]
    lines += [f"| {name} | {_short(value)} |" for name, value in found["cohort"].items()]
    return "\n".join([*lines, *(["", f"Left out: {found['left out']}."] if "left out" in found else [])])


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:.3g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--draws", type=int, default=1000, help="of the full posterior, over four chains")
    parser.add_argument("--cohort", type=int, default=40, help="diaries that are fitted one after another and at once")
    parser.add_argument("--page", type=Path, help="page whose table is written anew, such as docs/speed.md")
    asked = parser.parse_args()
    diary = live(LIFE).diary
    machine = {"cores": os.cpu_count(), "python": sys.version.split()[0], "jax": jax.__version__}
    found: dict[str, Any] = {"machine": machine | {"load": os.getloadavg()[0]}, "nutpie": {}}
    found |= {"moments": len(diary.moments), "checkins": len(diary.checkins)}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder  # here and in every program started from here
        os.environ.pop("JAX_COMPILATION_CACHE_DIR", None)
        found["first answer"] = cold_starts(diary, Path(folder))
        keep_compiled()
        found["first answer"]["in a running program"] = first_answer(diary)
        print(json.dumps(found), file=sys.stderr)  # a long run shows what it has
        found["bowlby"] = full_posterior(diary, asked.draws)
        print(json.dumps(found["bowlby"]), file=sys.stderr)
        found["cohort"] = cohort(asked.cohort)
        print(json.dumps(found["cohort"]), file=sys.stderr)
        if missing := [name for name in ("pymc", "nutpie") if not find_spec(name)]:
            found["left out"] = f"{' and '.join(missing)} not installed"
        else:
            found["nutpie"] = by_pymc(diary, asked.draws)
            print(json.dumps(found["nutpie"]), file=sys.stderr)
    print(json.dumps(found, indent=2))
    text = table(found)
    print(text, file=sys.stderr)
    if asked.page:
        write_page(asked.page, text, MARKS)


if __name__ == "__main__":
    main()
