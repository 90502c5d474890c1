"""No file of the project names a registry or a machine, holds a secret or says that it is unfinished."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from contracts.tree import ROOT, project_files, text_files

HERE = PurePosixPath("tests/contracts/test_repository.py")
MAX_BYTES = 1_500_000

REGISTRIES = re.compile(
    r"(pypi|pythonhosted|npmjs|deb\.debian|security\.debian|conda\.anaconda|registry\.yarnpkg)\.(org|com)"
    r"|--(extra-)?index-url|--find-links|^\s*index-url",
    re.IGNORECASE | re.MULTILINE,
)
MACHINES = re.compile(r"(?<![\w.~-])/(home|Users|root|work|opt|tmp|mnt)/[\w.-]+|[A-Z]:\\Users\\")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XXX|TB" + r"D|lorem ipsum|coming soon|place" + r"holder text)\b")
SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AGE-SECRET-KEY-1[A-Z0-9]{20}|\bgh[pousr]_[A-Za-z0-9]{30}")


def marks(pattern: re.Pattern[str], files: tuple[tuple[PurePosixPath, str], ...]) -> list[str]:
    """Places where a pattern stands in the given texts, as `path, line N: what`; this file is left out."""
    return [
        f"{path}, line {text.count(chr(10), 0, match.start()) + 1}: {match.group(0).strip()}"
        for path, text in files
        if PurePosixPath(path) != HERE
        for match in pattern.finditer(text)
    ]


@pytest.mark.parametrize(
    "pattern", [REGISTRIES, MACHINES, UNFINISHED, SECRETS], ids=["registries", "machines", "unfinished", "secrets"]
)
def test_no_file_holds(pattern: re.Pattern[str]):
    assert marks(pattern, text_files()) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (REGISTRIES, "--index" + "-url https://example"),
        (REGISTRIES, "https://files.python" + "hosted.org/packages/x.whl"),
        (MACHINES, 'open("/home/someone/diary.csv")'),
        (MACHINES, "see /tmp/notes.txt"),
        (UNFINISHED, "# TO" + "DO: finish"),
        (SECRETS, "-----BEGIN OPENSSH PRIVATE KEY-----"),
    ],
)
def test_a_mark_is_found(pattern: re.Pattern[str], text: str):
    assert marks(pattern, ((PurePosixPath("a.txt"), text),)) != []


@pytest.mark.parametrize("text", ["/work", "https://doi.org/10.1000/tmp/x", "src/home/x.py", "~/tmp/x"])
def test_ordinary_text_passes(text: str):
    assert marks(MACHINES, ((PurePosixPath("a.txt"), text),)) == []


def test_files_are_small():
    assert {str(p.relative_to(ROOT)): s for p in project_files() if (s := p.stat().st_size) > MAX_BYTES} == {}


def test_no_real_data_is_part_of_the_project():
    names = {path.name for path in project_files()}
    assert not any(re.match(r"\d{4}_\w+_ts\.tsv", name) for name in names)
