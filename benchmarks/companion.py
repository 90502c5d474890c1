"""What the companion takes: `python benchmarks/companion.py [--moments 500 5000 50000] [--page FILE.md]`.

For each size of a made-up diary: the server's time for every page (found by walking the app, as the tests do), from
the request to the last byte of the answer, the time to keep a moment and a check-in, and the size on disk. Then how
long it takes from the command to the first page, and the server's memory. Prints one JSON object, milliseconds.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
# In place of this folder, not beside it: its own name would hide the tests of the companion.
sys.path[0] = str(ROOT / "tests")
warnings.filterwarnings("ignore", message="Using `httpx`")

from bowlby.companion.session import Session  # noqa: E402
from bowlby.diary.records import Checkin, Diary, Moment  # noqa: E402
from bowlby.names import PRACTICES, SIGNALS, TRIGGERS  # noqa: E402
from companion.crawled import begun, walk  # noqa: E402
from companion.visits import PASSPHRASE, Visitor, create, made_up_result  # noqa: E402

PORT = 8917
COMMAND = (sys.executable, "-m", "bowlby.cli", "open", "--no-browser", "--port", "0", "--data")
MARKS = ("<!-- figures of benchmarks/companion.py begin -->", "<!-- figures of benchmarks/companion.py end -->")


def first_page(folder: Path, *extra: str) -> dict[str, float]:
    """Seconds to the printed address, and to the whole first page."""
    begun = time.perf_counter()
    with subprocess.Popen([*COMMAND, str(folder), *extra], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        address = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+", line)))
        printed = time.perf_counter() - begun
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        browser.open(address).read()
        page = browser.open(address.split("/enter")[0]).read()
        shown = time.perf_counter() - begun
        server.send_signal(signal.SIGINT)
    assert b"/static/style.css" in page
    return {"address": printed, "page": shown}


class Timed:
    """An ASGI app that keeps the time of its latest answer, in milliseconds: by the clock, and of the processor.

    The processor's time is what can be compared on a machine that has other things to do; the clock also waits for them
    and for the disk.
    """

    def __init__(self, app: Any) -> None:
        self.app = app
        self.latest = (0.0, 0.0)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        begun, worked = time.perf_counter(), time.process_time()
        await self.app(scope, receive, send)
        self.latest = (1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - worked))


def made_up(moments: int, seed: int = 7) -> Diary:
    """A diary of about five moments a day with notes, every twentieth still open, and half as many check-ins."""
    draw = random.Random(seed)
    end = datetime.now(UTC).replace(microsecond=0)
    gap = timedelta(hours=4.8)

    def moment(n: int) -> Moment:
        rated = draw.random() < 0.6
        at = end - gap * (moments - n)
        return Moment(
            id=f"{n:032x}",
            at=at,
            trigger=draw.choice(["", *TRIGGERS, "an own word", "another own word"]),
            figure=draw.choice(["partner", "friend", "mother", "someone"]),
            alarm_before=float(draw.randrange(11)),
            expected_warmth=float(draw.choice([5, 25, 50, 75, 95])),
            signal=draw.choice(SIGNALS),
            answer="pending" if draw.random() < 0.05 else draw.choice(["none", "comfort", "rebuff"]),
            alarm_after=float(draw.randrange(11)) if rated else None,
            after_at=at + timedelta(minutes=40) if rated else None,
            practices=tuple(draw.sample(PRACTICES, draw.randrange(3))),
            note="".join(draw.choices("abcdefgh ijklmno", k=draw.randrange(200))),
        )

    checkins = (Checkin(at=end - 2 * gap * n - gap / 2, alarm=float(draw.randrange(11))) for n in range(moments // 2))
    return Diary(tuple(moment(n) for n in range(moments)), tuple(checkins))


def spread(values: list[tuple[float, float]]) -> dict[str, float]:
    """Median and 95th percentile, by the clock and of the processor."""
    clock, worked = (sorted(value[n] for value in values) for n in (0, 1))
    last = min(len(values) - 1, int(0.95 * len(values)))
    return {
        "median": round(statistics.median(clock), 2),
        "p95": round(clock[last], 2),
        "cpu_median": round(statistics.median(worked), 2),
        "cpu_p95": round(worked[last], 2),
    }


def served_by(client: Visitor, visits: int) -> dict[str, dict[str, float]]:
    """The server's time for every page, by route, and for keeping a moment and a check-in."""
    timed = Timed(client.app)
    client._transport.app = timed  # type: ignore[attr-defined]
    found_by_route = sorted(walk(client.get, client.pages, begun(client.submit)).pages.items())
    client.follow_redirects = False
    times: dict[str, dict[str, float]] = {}
    for route, found in found_by_route:
        times[route] = spread([_visit(client, timed, found[n % len(found)]) for n in range(visits)])
    times["POST /log"] = spread([_keep(client, timed, "/log", n) for n in range(visits)])
    times["POST /check-in"] = spread([_keep(client, timed, "/check-in", n) for n in range(visits)])
    times["/log after a moment was kept"] = spread([_after(client, timed, "/log", n) for n in range(visits)])
    times["/insights after a moment was kept"] = spread([_after(client, timed, "/insights", n) for n in range(visits)])
    return times


def _visit(client: Visitor, timed: Timed, address: str) -> tuple[float, float]:
    client.get(address)
    return timed.latest


def _keep(client: Visitor, timed: Timed, path: str, n: int) -> tuple[float, float]:
    client.submit(path, {"trigger": "no-reply", "alarm_before": str(n % 11), "alarm": str(n % 11)})
    return timed.latest


def _after(client: Visitor, timed: Timed, path: str, n: int) -> tuple[float, float]:
    _keep(client, timed, "/log", n)
    return _visit(client, timed, path)


def measured(moments: int, visits: int, folder: Path) -> dict[str, Any]:
    """Everything about a diary of one size."""
    session = Session(folder=folder, port=PORT, worker=("true",), simulator=("true",))
    with Visitor(session) as client:
        create(client)
        assert session.database
        begun = time.perf_counter()
        session.database.add(made_up(moments))
        added = time.perf_counter() - begun
        session.database.save_fit(session.database.fingerprint(), made_up_result(), {})
        client.submit("/lock")
        begun = time.perf_counter()
        client.submit("/unlock", {"passphrase": PASSPHRASE})
        opened = time.perf_counter() - begun
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        return {
            "moments": moments,
            "checkins": moments // 2,
            "bytes": size,
            "seconds_to_add_all": round(added, 2),
            "seconds_to_unlock": round(opened, 2),
            "pages": served_by(client, visits),
        }


def memory_mib() -> float:
    """The most memory this process has held, server and diaries together."""
    import resource

    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def as_page(result: dict[str, Any]) -> str:
    """The figures as tables."""
    sizes = result["sizes"]
    small, large = sizes[0]["pages"], sizes[-1]["pages"]
    heads = " | ".join(f"{one['moments']:,} moments" for one in sizes)
    lines = [
        f"Measured on {result['cores']} cores, Python {result['python']}; {result['visits']} visits of each page; "
        f"load of the machine before the start {result['load']:.1f}. Milliseconds of the processor, 95th percentile; "
        "in brackets by the clock, which also waits for the disk and for what else the machine does.",
        "",
        f"| page | {heads} | largest against smallest |",
        "| --- |" + " --- |" * (len(sizes) + 1),
    ]
    for page in sorted(small):
        row = [
            f"{found['cpu_p95']:.1f} ({found['p95']:.0f})" if (found := one["pages"].get(page)) else "" for one in sizes
        ]
        ratio = f"{large[page]['cpu_p95'] / small[page]['cpu_p95']:.2f}" if page in large else ""
        lines.append(f"| `{page}` | {' | '.join(row)} | {ratio} |")
    lines += [
        "",
        "| diary | on disk | a record | to unlock | to bring all in at once |",
        "| --- | --- | --- | --- | --- |",
    ]
    for one in sizes:
        records = one["moments"] + one["checkins"]
        lines.append(
            f"| {one['moments']:,} moments, {one['checkins']:,} check-ins | {one['bytes'] / 1024**2:.1f} MiB | "
            f"{one['bytes'] / records:.0f} bytes | {one['seconds_to_unlock']:.2f} s | "
            f"{one['seconds_to_add_all']:.1f} s |"
        )
    lines += [
        "",
        f"From the command to the first page: {result['start']['page']:.2f} s (median of {result['starts']}).",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--moments", type=int, nargs="+", default=[500, 5_000, 50_000])
    parser.add_argument("--visits", type=int, default=40)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--page", type=Path, help="write the figures between the marks of this page")
    chosen = parser.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    with tempfile.TemporaryDirectory() as folder:
        sizes = [measured(n, chosen.visits, Path(folder) / str(n)) for n in chosen.moments]
        starts = [first_page(Path(folder) / f"start-{n}") for n in range(chosen.starts)]
    result = {
        "cores": os.cpu_count(),
        "python": sys.version.split()[0],
        "load": load,
        "visits": chosen.visits,
        "starts": chosen.starts,
        "sizes": sizes,
        "start": {what: round(statistics.median(one[what] for one in starts), 3) for what in ("address", "page")},
        "memory_mib": memory_mib(),
    }
    if chosen.page:
        before, _, rest = chosen.page.read_text("utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        chosen.page.write_text(f"{before}{MARKS[0]}\n{as_page(result)}\n{MARKS[1]}{after}", "utf-8")
    print(json.dumps(result))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
