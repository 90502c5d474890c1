"""Set-up is locked, hashed and complete, and README names the two commands."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from contracts.tree import PACKAGE, ROOT, project_files

PIN = re.compile(r"^(?P<name>[a-z0-9-]+)(\[[a-z,]+\])?==(?P<version>\S+)(?P<marker>\s*;[^\\]*)?", re.MULTILINE)
LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(text: str) -> list[tuple[str, str, str]]:
    """Name, version and marker of each pinned requirement of a lock file's text."""
    return [(m["name"], m["version"], (m["marker"] or "").strip()) for m in PIN.finditer(text)]


def unhashed(text: str) -> list[str]:
    """Pinned requirements of a lock file's text that no hash follows."""
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    return [block.split()[0] for block in blocks if PIN.match(block) and "--hash=sha256:" not in block]


def required_names(*tables: list[str]) -> set[str]:
    """Normalised package names of requirement lists."""
    found = (re.match(r"[A-Za-z0-9._-]+", text) for table in tables for text in table)
    return {re.sub(r"[._-]+", "-", match.group(0)).lower() for match in found if match}


@pytest.mark.parametrize("name", LOCKS)
def test_locks_are_hashed(name: str):
    text = (ROOT / name).read_text("utf-8")
    assert len(pins(text)) > 30
    assert unhashed(text) == []


def test_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    run, dev = ({name for name, _, _ in pins((ROOT / lock).read_text("utf-8"))} for lock in LOCKS)
    groups = project["dependency-groups"]
    assert required_names(project["project"]["dependencies"], groups["build"]) <= run
    assert required_names(groups["dev"]) | run <= dev


def test_both_locks_agree():
    run, dev = (set(pins((ROOT / lock).read_text("utf-8"))) for lock in LOCKS)
    names = {name for name, _, _ in run}
    assert run == {pin for pin in dev if pin[0] in names}


def test_an_unhashed_pin_is_found():
    assert unhashed("a==1 \\\n    --hash=sha256:00\nb==2\n") == ["b==2"]


def test_wheel_holds_every_file_of_the_package(tmp_path: Path):
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        held = set(wheel.namelist())
    wanted = {str(path.relative_to(PACKAGE.parent)) for path in project_files() if PACKAGE in path.parents}
    assert "bowlby/parameters.toml" in wanted
    assert wanted - held == set()


def test_version_is_said_once_everywhere():
    from bowlby import __version__

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert project["version"] == __version__
    assert f"version: {__version__}" in citation
    assert "## [Unreleased]" in changelog or f"## [{__version__}]" in changelog


def test_readme_names_the_two_commands_and_what_it_is_not():
    readme = (ROOT / "README.md").read_text("utf-8")
    for wanted in ("make run", "make test", "no medical advice", "bowlby strange-situation", "bowlby fit"):
        assert wanted in readme, wanted


def test_readme_shows_only_pictures_that_are_there():
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = re.findall(r"!\[[^\]]*\]\(([^)]+)\)|(?:src|srcset)=\"([^\"]+)\"", readme)
    paths = [path for pair in shown for path in pair if path and "://" not in path]
    assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_every_chore_is_described():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]
    described = set(re.findall(r"^([a-z]+):.* ## ", makefile, re.MULTILINE))
    assert phony == described >= {"run", "test", "lint", "docs", "lock"}
