"""Make the pictures of README and documentation, with the program itself and Debian's chromium.

    python scripts/make_pictures.py [--data FOLDER]

FOLDER holds `openesm/0001_fried_ts.tsv` (openESM data set 0001); without it the pictures of the real diary stay.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bowlby.diary import backup, sync, vault
from bowlby.diary.database import DiaryDatabase

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
TABLES = ROOT / "docs" / "tables"
BOWLBY = [sys.executable, "-m", "bowlby.cli"]
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PERSON = "21"
"""Who is shown: both lasting states were recorded often enough, with and without."""

TABLE = b"Day;Clock;Stress;Text\n1.3.2026;18:30;3;after work\n2.3.2026;21:10;5;no reply\n3.3.2026;08:00;2;a walk\n"
"""A table as people keep it."""

WORKED_OUT_WITHIN = 120_000
"""Milliseconds to wait for a fit."""


def main() -> None:
    """Make every picture that can be made."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--data", type=Path, default=Path(os.environ.get("BOWLBY_DATA", ROOT.parent / "shared" / "data"))
    )
    table = options.parse_args().data / "openesm" / "0001_fried_ts.tsv"
    PICTURES.mkdir(parents=True, exist_ok=True)
    draw_strange_situation()
    with tempfile.TemporaryDirectory() as folder:
        made_up(Path(folder))
        stored(Path(folder))
        if table.exists():
            real(table, Path(folder) / "notes")
        else:
            print(f"no {table.name}: the pictures of the real diary stay as they are")


def draw_strange_situation() -> None:
    """One child's Strange Situation, drawn."""
    run("strange-situation", "--dyads", "1", "--seed", "7", "--draw", str(PICTURES / "strange-situation.svg"))


def made_up(folder: Path) -> None:
    """The companion's pages, in the made-up diary."""
    with companion("--demo", "--data", str(folder / "demo")) as address:
        for scheme in ("light", "dark"):
            with page(scheme, 960, 1280) as tab:
                tab.goto(address)
                tab.wait_for_url("**/log")
                shoot(tab, f"moment-{scheme}")
                tab.goto(tab.url.replace("/log", "/records?trigger=no-reply"))
                shoot(tab, f"records-{scheme}")
                tab.goto(tab.url.replace("/records?trigger=no-reply", "/insights"))
                shoot(tab, f"insights-{scheme}")
                tab.goto(tab.url.replace("/insights", "/bring"))
                shoot(tab, f"bring-{scheme}")
            with page(scheme, 960, 1100) as tab:
                settling(tab, address, scheme)
            with page(scheme, 960, 1100) as tab:
                learning(tab, address, scheme)
            with page(scheme, 960, 1100) as tab:
                looking_back(tab, address, scheme)
            with page(scheme, 1280, 1000) as tab:
                tab.goto(address)
                tab.wait_for_url("**/log")
                tab.goto(tab.url.replace("/log", "/understand?preset=loud&child=12"))
                tab.locator("#player").wait_for(timeout=WORKED_OUT_WITHIN)
                tab.locator("#place").fill("97")
                tab.evaluate(
                    "document.activeElement.blur(); scrollTo(0, document.getElementById('bench').offsetTop - 80)"
                )
                shoot(tab, f"understand-{scheme}")
            with page(scheme, 960, 1100) as tab:
                the_rest(tab, address, scheme)
            with page(scheme, 390, 844, locale="de-DE") as tab:
                tab.goto(address)
                tab.wait_for_url("**/log")
                shoot(tab, f"german-{scheme}")
        with page("light", 360, 740) as tab:
            tab.goto(address)
            tab.wait_for_url("**/log")
            shoot(tab, "moment-narrow")


def settling(tab: Page, address: str, scheme: str) -> None:
    """The list of practices, the question that comes first, and the pacer in the middle of a breath."""
    tab.goto(address)
    tab.wait_for_url("**/log")
    home = tab.url.removesuffix("/log")
    tab.goto(f"{home}/settle")
    shoot(tab, f"settle-{scheme}")
    tab.goto(f"{home}/settle/re-reading")
    shoot(tab, f"settle-first-{scheme}")
    tab.emulate_media(reduced_motion="no-preference")
    tab.goto(f"{home}/settle/breathing")
    tab.get_by_role("button", name="Begin").click()
    tab.get_by_role("button", name="Next").click()
    tab.get_by_role("button", name="Start").click()
    tab.locator("#count").get_by_text("4", exact=True).wait_for()
    shoot(tab, f"settle-breathing-{scheme}")


def looking_back(tab: Page, address: str, scheme: str) -> None:
    """What was expected and what came, a week, what changed, and a trial before its seal and after its first step."""
    tab.goto(address)
    tab.wait_for_url("**/log")
    home = tab.url.removesuffix("/log")
    tab.goto(f"{home}/insights")
    tab.evaluate("scrollTo(0, document.getElementById('expectation').offsetTop - 120)")
    shoot(tab, f"expected-{scheme}")
    for name, path in (("week", "/week/2026-W10"), ("change", "/change")):
        tab.goto(home + path)
        shoot(tab, f"{name}-{scheme}")
    tab.goto(f"{home}/trials/new")
    for question in tab.get_by_role("group").all():
        question.get_by_label("No", exact=True).check()
    tab.get_by_role("button", name="Go on").click()
    tab.locator("#question").fill("Does slow breathing settle me?")
    tab.get_by_label("Slow breathing").check()
    tab.get_by_label("At each moment of alarm").check()
    tab.get_by_role("button", name="See what it could find").click()
    tab.wait_for_url("**/trials/check", timeout=WORKED_OUT_WITHIN)
    shoot(tab, f"trial-{scheme}")


def learning(tab: Page, address: str, scheme: str) -> None:
    """A claim that the evidence does not bear out as it is told, and the chart of the styles."""
    tab.goto(address)
    tab.wait_for_url("**/log")
    home = tab.url.removesuffix("/log")
    tab.goto(f"{home}/learn/causes")
    tab.locator("#C01 summary").click()
    tab.evaluate("scrollTo(0, document.getElementById('C01').offsetTop - 160)")
    shoot(tab, f"learn-{scheme}")
    tab.goto(f"{home}/learn/styles")
    tab.evaluate("scrollTo(0, document.querySelector('figure').offsetTop - 120)")
    shoot(tab, f"learn-styles-{scheme}")


THE_REST = {
    "check-in": "/check-in",
    "settings": "/settings",
    "protection": "/protection",
    "take": "/export",
    "help": "/help?country=GB",
}
"""Pages that need nothing to be done first."""


def the_rest(tab: Page, address: str, scheme: str) -> None:
    """Pages that are seen seldom, and have to be as clear."""
    tab.goto(address)
    tab.wait_for_url("**/log")
    home = tab.url.removesuffix("/log")
    for name, path in THE_REST.items():
        tab.goto(home + path)
        shoot(tab, f"{name}-{scheme}")
    tab.goto(f"{home}/plan")
    for label, text in PLAN.items():
        tab.get_by_label(label).first.fill(text)
    tab.get_by_role("button", name="Keep it").click()
    shoot(tab, f"plan-{scheme}")


PLAN = {
    "How I notice that it is getting bad": "I stop answering messages, and everything goes quiet.",
    "What I can do by myself": "Walk to the river. The playlist from summer.",
    "Where I can be among others": "The library, upstairs. The choir on Thursdays.",
    "1. Name": "Kim",
    "1. Telephone number": "01632 960 012",
}
"""A made-up plan for bad hours; the number is one that is never given out."""


def stored(folder: Path) -> None:
    """What needs a diary of one's own: backups, the questions about a table, and two versions from two machines."""
    here, there, shared = folder / "here", folder / "there", folder / "shared"
    passphrase = folder / "stored.passphrase"
    passphrase.write_text(secrets.token_hex(8), "utf-8")
    kept = ("--data", str(here), "--passphrase-file", str(passphrase))
    run("import", str(ROOT / "src" / "bowlby" / "companion" / "demo"), *kept, "--yes")
    key = vault.unlock(here, passphrase.read_text("utf-8"))
    with DiaryDatabase.open(here, key) as one:
        backup.make(one)
        sync.choose_folder(one, shared)
        sync.sync(one, shared)
        shutil.copytree(here, there)
        first = one.moments()[-1]
        one.replace(replace(first, note="It was late, and I was tired.", alarm_before=6.0))
        with DiaryDatabase.open(there, key) as other:
            other.replace(replace(first, note="I had not slept.", alarm_before=8.0))
            sync.sync(other, shared)
        sync.sync(one, shared)
    for scheme in ("light", "dark"):
        with companion("--data", str(here)) as address, page(scheme, 960, 1100) as tab:
            tab.goto(address)
            tab.get_by_label("Passphrase").fill(passphrase.read_text("utf-8"))
            tab.get_by_role("button", name="Open").click()
            tab.wait_for_url("**/log")
            home = tab.url.removesuffix("/log")
            tab.goto(f"{home}/backup")
            tab.evaluate("document.querySelector('code').textContent = '…/backups'")
            shoot(tab, f"backup-{scheme}")
            tab.goto(f"{home}/sync")
            tab.evaluate("document.getElementById('folder').value = ''")
            shoot(tab, f"machines-{scheme}")
            tab.goto(f"{home}/bring")
            tab.get_by_label("Any other table").check(force=True)
            table = {"name": "stress.csv", "mimeType": "text/csv", "buffer": TABLE}
            tab.set_input_files("#files", table)  # type: ignore[arg-type]
            tab.get_by_role("button", name="Show what would be done").click()
            tab.wait_for_url("**/bring/columns")
            shoot(tab, f"columns-{scheme}")


def real(table: Path, folder: Path) -> None:
    """One person of a published data set: fitted on the command line, imported, and seen on the insight page."""
    chosen = (str(table), "--format", "openesm", "--columns", "openesm-0001", "--person", PERSON)
    TABLES.mkdir(parents=True, exist_ok=True)
    printed = run("fit", *chosen)
    TABLES.joinpath("real-diary.txt").write_text(printed, "utf-8")
    everybody = run("fit", str(table), "--columns", "openesm-0001", "--pool")
    shared = everybody[everybody.rindex("What tends to come before the alarm") :]
    TABLES.joinpath("many-people.txt").write_text(shared, "utf-8")
    into_readme(printed)
    passphrase = folder.with_suffix(".passphrase")
    passphrase.write_text(secrets.token_hex(8), "utf-8")
    kept = ("--data", str(folder), "--passphrase-file", str(passphrase))
    run("import", *chosen, *kept, "--yes")
    with companion("--data", str(folder)) as address, page("light", 960, 1280) as tab:
        tab.goto(address)
        tab.get_by_label("Passphrase").fill(passphrase.read_text("utf-8"))
        tab.get_by_role("button", name="Open").click()
        tab.wait_for_url("**/log")
        tab.goto(tab.url.replace("/log", "/insights"))
        tab.get_by_role("button", name="Work it out").click()
        tab.get_by_text("It is about the diary as it stands.").wait_for(timeout=WORKED_OUT_WITHIN)
        shoot(tab, "real-diary")


def into_readme(printed: str) -> None:
    """Put what the command printed between the README's two marks."""
    readme = ROOT / "README.md"
    block = "\n".join(line.rstrip() for line in printed.strip().splitlines())
    marked = re.compile(r"(<!-- fit: begin -->\n).*?(<!-- fit: end -->)", re.DOTALL)
    text, found = marked.subn(lambda marks: f"{marks[1]}```\n{block}\n```\n{marks[2]}", readme.read_text("utf-8"))
    if found != 1:
        raise SystemExit("README.md: the marks for the fit are missing; put them back")
    readme.write_text(text, "utf-8")


def run(*words: str) -> str:
    """Run a command of the program and return what it printed."""
    return subprocess.run([*BOWLBY, *words], check=True, capture_output=True, text=True).stdout


@contextmanager
def companion(*words: str) -> Iterator[str]:
    """The companion while it runs; yields its address."""
    command = [*BOWLBY, "open", "--no-browser", "--port", "0", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line)))
        finally:
            process.terminate()


@contextmanager
def page(scheme: str, width: int, height: int, locale: str = "en-GB") -> Iterator[Page]:
    """A page of a browser of its own."""
    chromium = shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        look = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            device_scale_factor=1.5,
            reduced_motion="reduce",
            locale=locale,
        )
        yield look.new_page()
        browser.close()


def shoot(tab: Page, name: str) -> None:
    """Take the picture of what the window shows."""
    tab.wait_for_load_state("networkidle")
    tab.screenshot(path=PICTURES / f"{name}.png")
    print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main()
