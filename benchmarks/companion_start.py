"""How long from the command to the companion's first page: `python benchmarks/companion_start.py [--runs N]`.

Each run starts `bowlby open` afresh, with an empty data folder, and asks for the first page as a browser would: the
printed address, then the page behind it. Prints one JSON object, times in seconds.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

COMMAND = (sys.executable, "-m", "bowlby.cli", "open", "--no-browser", "--port", "0", "--data")


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
    assert b"Notes" in page
    return {"address": printed, "page": shown}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    result = {}
    for name, extra in (("empty", ()), ("demo", ("--demo",))):
        with tempfile.TemporaryDirectory() as folder:
            times = [first_page(Path(folder) / "diary", *extra) for _ in range(runs)]
        result[name] = {
            what: {"median": round(statistics.median(values), 3), "worst": round(max(values), 3)}
            for what in ("address", "page")
            if (values := [each[what] for each in times])
        }
    print(json.dumps({"runs": runs, **result}))


if __name__ == "__main__":
    main()
