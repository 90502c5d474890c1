"""What the companion takes: `python benchmarks/companion.py [--moments 500 5000 50000] [--page FILE.md]`.

For each size of a made-up diary: the server's time for every page (found by walking the app, as the tests do), from
the request to the last byte of the answer, the time to keep a moment and a check-in, and the size on disk. Then how
long it takes from the command to the first page, and the server's memory. Prints one JSON object, milliseconds.

All sizes are open at once and each page is visited in turn in one after the other, so what else the machine does hits
all of them alike. The backup of the day, which would be made in the background at some page or other, is made first and
its time told on its own.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
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
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
# In place of this folder, not beside it: its own name would hide the tests of the companion.
sys.path[0] = str(ROOT / "tests")
warnings.filterwarnings("ignore", message="Using `httpx`")

from bowlby.companion import week  # noqa: E402
from bowlby.companion.checkups import KIND, RESULT  # noqa: E402
from bowlby.companion.session import Session  # noqa: E402
from bowlby.companion.state_checks import PREFIX, SENTENCES  # noqa: E402
from bowlby.companion.times import now_here  # noqa: E402
from bowlby.diary import documents  # noqa: E402
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


def lived(session: Session, moments: int) -> None:
    """What else years of use leave behind: a note on each week, looks at how it is, check-ups, moments to ask about.

    One look for ten moments and a check-up for 150, so every other day and every month.
    """
    database = session.database
    assert database
    now = now_here()
    weeks = [now - timedelta(weeks=n) for n in range(1, moments // 35)]
    looks = [now - timedelta(days=2 * n) for n in range(1, moments // 10)]
    results = [now - timedelta(days=30 * n) for n in range(1, moments // 150)]
    scale = {"score": 0.0, "error": 0.4, "mean": 3.0, "low": 2.7, "high": 3.3, "answered": 9, "done": True}
    scales = {"anxiety": scale, "avoidance": scale}
    bodies = [("week", week.of_day(at.date()).name, {"note": "a line of one's own " * 5}) for at in weeks]
    bodies += [
        (KIND, PREFIX + at.isoformat(), {"at": at.isoformat(), "answers": dict.fromkeys(SENTENCES, 5)}) for at in looks
    ]
    bodies += [
        (KIND, RESULT + at.isoformat(), {"at": at.isoformat(), "instrument": "ecr", "scales": scales}) for at in results
    ]
    with database.writing() as connection:
        for kind, name, body in bodies:
            connection.execute(documents.place(documents.written(kind, name, body)))


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


class Open:
    """One diary, open and walked through once: what is measured is visited again."""

    def __init__(self, client: Visitor) -> None:
        self.client = client
        self.pages = walk(client.get, client.pages, begun(client.submit)).pages
        self.timed = Timed(client.app)
        client._transport.app = self.timed  # type: ignore[attr-defined]
        client.follow_redirects = False

    def visit(self, route: str, n: int) -> tuple[float, float]:
        """Time of a page of a route."""
        return self.get(self.pages[route][n % len(self.pages[route])])

    def get(self, address: str) -> tuple[float, float]:
        """Time of a page."""
        self.client.get(address)
        return self.timed.latest

    def keep(self, path: str, n: int) -> tuple[float, float]:
        """Time to keep a moment or a check-in."""
        self.client.submit(path, {"trigger": "no-reply", "alarm_before": str(n % 11), "alarm": str(n % 11)})
        return self.timed.latest

    def after(self, address: str, n: int) -> tuple[float, float]:
        """Time of a page after a moment was kept."""
        self.keep("/log", n)
        return self.get(address)


def served_by(opened: Sequence[Open], visits: int) -> list[dict[str, dict[str, float]]]:
    """For each diary the server's time for every page, by route, and for keeping a moment and a check-in."""
    ways: dict[str, Callable[[Open, int], tuple[float, float]]] = {
        route: lambda one, n, route=route: one.visit(route, n) for route in sorted(opened[0].pages)
    }
    ways["POST /log"] = lambda one, n: one.keep("/log", n)
    ways["POST /check-in"] = lambda one, n: one.keep("/check-in", n)
    ways["/log after a moment was kept"] = lambda one, n: one.after("/log", n)
    ways["/insights after a moment was kept"] = lambda one, n: one.after("/insights", n)
    times: list[dict[str, dict[str, float]]] = [{} for _ in opened]
    for name, way in ways.items():
        found = [[way(one, n) for one in opened] for n in range(visits)]
        for size, column in zip(times, zip(*found, strict=True), strict=True):
            size[name] = spread(list(column))
    return times


def made(client: Visitor, moments: int) -> dict[str, Any]:
    """A diary of one size, backed up and opened; what that took."""
    session = client.session
    create(client)
    session.backup_tried = now_here().date()  # not meanwhile; it is made below
    assert session.database
    added = _seconds(lambda: client.session.database.add(made_up(moments)))  # type: ignore[union-attr]
    session.database.save_fit(session.database.fingerprint(), made_up_result(), {})
    lived(session, moments)
    size = sum(path.stat().st_size for path in session.folder.rglob("*") if path.is_file())
    backed_up = _seconds(lambda: client.submit("/backup/now"))
    client.submit("/lock")
    opened = _seconds(lambda: client.submit("/unlock", {"passphrase": PASSPHRASE}))
    session.backup_tried = now_here().date()
    return {
        "moments": moments,
        "checkins": moments // 2,
        "bytes": size,
        "seconds_to_add_all": round(added, 2),
        "seconds_to_back_up": round(backed_up, 2),
        "seconds_to_unlock": round(opened, 2),
    }


def _seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def measured(sizes: Sequence[int], visits: int, folder: Path) -> list[dict[str, Any]]:
    """Everything about diaries of several sizes."""
    gc.freeze()  # as the server does when it begins
    with contextlib.ExitStack() as stack:
        rows, opened = [], []
        for moments in sizes:
            session = Session(folder=folder / str(moments), port=PORT, worker=("true",), simulator=("true",))
            session.idle_seconds = 1e9
            client = stack.enter_context(Visitor(session))
            rows.append(made(client, moments))
            session.idle_seconds = 1e9
            opened.append(Open(client))
        return [row | {"pages": pages} for row, pages in zip(rows, served_by(opened, visits), strict=True)]


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
        "| diary | on disk | a record | to unlock | to back up, in the background | to bring all in at once |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for one in sizes:
        records = one["moments"] + one["checkins"]
        lines.append(
            f"| {one['moments']:,} moments, {one['checkins']:,} check-ins | {one['bytes'] / 1024**2:.1f} MiB | "
            f"{one['bytes'] / records:.0f} bytes | {one['seconds_to_unlock']:.2f} s | "
            f"{one['seconds_to_back_up']:.1f} s | "
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
    parser.add_argument("--visits", type=int, default=100)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--page", type=Path, help="write the figures between the marks of this page")
    chosen = parser.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    with tempfile.TemporaryDirectory() as folder:
        sizes = measured(chosen.moments, chosen.visits, Path(folder))
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
