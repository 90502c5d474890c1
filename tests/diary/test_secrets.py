"""Passphrase and recovery code each open the diary, and neither is in any file, line of output or process list."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bowlby.diary import backup, restore, sync, vault
from bowlby.diary.database import DiaryDatabase
from bowlby.errors import BowlbyError
from diary.conftest import PASSPHRASE
from diary.outcome import outcome
from diary.samples import moment

NEW = "zebra lantern quartz meadow"


def traces(secret: str) -> list[bytes]:
    """How a secret could stand in a file: as it is, without dashes, in small letters, two bytes a letter."""
    forms = {secret, secret.replace("-", ""), secret.lower(), secret.replace("-", "").lower()}
    return [form.encode(encoding) for form in forms for encoding in ("utf-8", "utf-16-le")]


def found_in(folder: Path, secrets: list[bytes]) -> list[str]:
    """Files anywhere in a folder that hold one of the secrets."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path.name for path in files if any(secret in path.read_bytes() for secret in secrets)]


def test_both_open_it_and_changing_one_rewraps_the_key_only(folder: Path):
    key, code = vault.create(folder, PASSPHRASE)
    with DiaryDatabase.open(folder, key) as database:
        database.log(moment())
    records = (folder / vault.RECORDS_FILE).read_bytes()
    before = (folder / vault.KEY_FILE).read_bytes()
    vault.change_passphrase(folder, key, NEW)
    assert vault.unlock(folder, NEW) == vault.unlock_with_recovery(folder, code) == key
    newer = vault.change_recovery_code(folder, key)
    assert vault.unlock(folder, NEW) == vault.unlock_with_recovery(folder, newer) == key
    assert (folder / vault.RECORDS_FILE).read_bytes() == records
    assert (folder / vault.KEY_FILE).read_bytes() != before
    for unlock in (
        lambda: vault.unlock(folder, PASSPHRASE),
        lambda: vault.unlock_with_recovery(folder, code),
        lambda: vault.unlock(folder, newer),
    ):
        assert outcome(unlock)[1] is not None


def test_no_file_holds_a_passphrase_a_code_or_the_key(folder: Path, tmp_path: Path):
    key, code = vault.create(folder, PASSPHRASE)
    with DiaryDatabase.open(folder, key) as database:
        database.log(moment())
        vault.change_passphrase(folder, key, NEW)
        newer = vault.change_recovery_code(folder, key)
        path, _ = backup.make(database)
        database.log(moment(2))
        restore.restore_into(database, path)
        sync.sync(database, tmp_path / "shared")
        with database.writing() as writing:
            writing.exec_driver_sql("UPDATE moments SET note = 'x'")
            secrets = [one for secret in (PASSPHRASE, NEW, code, newer) for one in traces(secret)]
            secrets += [key, key.hex().encode(), key.hex().upper().encode()]
            assert found_in(tmp_path, secrets) == []
    assert found_in(tmp_path, secrets) == []


@pytest.mark.parametrize("secret", [NEW, "0000-" * 6 + "0000", "ABCD-EFGH"])
def test_no_message_repeats_what_was_typed(folder: Path, secret: str):
    vault.create(folder, PASSPHRASE)
    for call in (lambda: vault.unlock(folder, secret), lambda: vault.unlock_with_recovery(folder, secret)):
        _, error = outcome(call)
        assert error is not None
        for trace in (secret, secret.replace("-", "")):
            assert trace not in str(error)
            assert trace not in repr(error)


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
def test_no_process_list_holds_the_passphrase(folder: Path, tmp_path: Path):
    key, _ = vault.create(folder, PASSPHRASE)
    with DiaryDatabase.open(folder, key) as database:
        database.log(moment())
    file = tmp_path / "typed.txt"
    file.write_text(PASSPHRASE)
    command = [sys.executable, "-m", "bowlby.cli", "backup", "--data", str(folder), "--passphrase-file", str(file)]
    looks: set[bytes] = set()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        while process.poll() is None:
            looks.add(listed(process.pid))
        assert process.stdout
        seen = b"".join(looks) + process.stdout.read()
    assert process.returncode == 0, seen[-300:]
    assert b"backup" in seen
    assert [trace for trace in (*traces(PASSPHRASE), key.hex().encode()) if trace in seen] == []


def listed(pid: int) -> bytes:
    """Command line and environment of a process, of its children and their threads, as others could list them."""
    seen = b""
    for name in ("cmdline", "environ"):
        try:
            seen += Path(f"/proc/{pid}/{name}").read_bytes()
        except OSError:
            continue
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return seen + b"".join(listed(int(child)) for child in children)


def test_an_export_asks_for_the_passphrase_and_a_wrong_one_writes_nothing(folder: Path, tmp_path: Path):
    vault.create(folder, PASSPHRASE)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(BowlbyError):
        vault.unlock(folder, NEW)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert os.listdir(tmp_path) == [folder.name]
