"""The running companion writes neither passphrase, recovery code nor safety plan to a file, its output or a process
list."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from diary.test_secrets import found_in, listed, traces

PASSPHRASE = "zebra lantern quartz meadow"
NEW = "violet harbour copper thistle"
PLAN = {"signs": "juniper saddle before midnight", "people-name-0": "Ottilie", "people-number-0": "01632960012"}

pytestmark = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")


class Typing:
    """Someone at the pages of a companion that runs in a process of its own."""

    def __init__(self, address: str) -> None:
        self.origin = address.split("/enter")[0]
        self.client = httpx.Client(base_url=self.origin, follow_redirects=True, timeout=60)
        self.client.get(address)

    def submit(self, path: str, shown_on: str, **fields: str) -> str:
        csrf = re.search(r'name="csrf" value="(.*?)"', self.client.get(shown_on).text)
        assert csrf
        return self.client.post(path, data={"csrf": csrf[1]} | fields, headers={"origin": self.origin}).text


def test_secrets_typed_into_the_companion_stay_in_it(tmp_path: Path):
    folder = tmp_path / "diary"
    command = [sys.executable, "-m", "bowlby.cli", "open", "--no-browser", "--port", "0", "--data", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout
            lines = iter(process.stdout.readline, "")
            address = next(line.strip() for line in lines if "/enter?token=" in line)
            page = Typing(address)
            shown = page.submit("/create", "/", passphrase=PASSPHRASE, again=PASSPHRASE)
            code = re.search(r"<code>(.*?)</code>", shown)
            assert code
            page.submit("/recovery-code", "/recovery-code")
            page.submit("/unlock", "/log", passphrase="not the right one")
            assert "Ottilie" in page.submit("/plan", "/plan", **PLAN)
            page.submit("/backup/now", "/backup")
            changed = page.submit("/backup/passphrase", "/backup", present=PASSPHRASE, passphrase=NEW, again=NEW)
            assert "From now on the new passphrase opens" in changed
            seen = listed(process.pid)
        finally:
            process.terminate()
        said = process.stdout.read().encode()
    secrets = [one for secret in (PASSPHRASE, NEW, code[1], *PLAN.values()) for one in traces(secret)]
    assert b"bowlby" in seen
    assert [secret for secret in secrets if secret in seen + said] == []
    assert found_in(folder, secrets) == []
