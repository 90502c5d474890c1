"""What the contract tests read: the files of the project and the imports of its modules."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "bowlby"

IGNORED_WITHOUT_GIT = {".git", ".venv", "_build", "build", "dist", "__pycache__"}


@cache
def project_files() -> tuple[Path, ...]:
    """All files that are, or are about to be, part of the project (what git ignores is not)."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        listed = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if not _ignored(path)]
    return tuple(ROOT / name for name in sorted(listed) if name and (ROOT / name).is_file())


@cache
def text_files() -> tuple[tuple[Path, str], ...]:
    """Project files that hold UTF-8 text, with their text; paths relative to the root."""
    found = []
    for path in project_files():
        content = path.read_bytes()
        if b"\0" in content:
            continue
        found.append((path.relative_to(ROOT), content.decode("utf-8")))
    return tuple(found)


@cache
def source_files() -> tuple[Path, ...]:
    """Python files of the package."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


def module_name(path: Path) -> str:
    """Dotted name of a source file, as in `bowlby.diary.records`."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.AST, module: str, *, is_package: bool = False) -> Iterator[tuple[str, int]]:
    """Dotted names that a module imports anywhere, functions included, with their lines.

    `from a import b` gives `a.b`, since `b` may be a module; relative imports are made absolute.
    """
    for node in ast.walk(tree):
        yield from _imported(node, module, is_package)


def imports_on_load(tree: ast.Module, module: str, *, is_package: bool = False) -> Iterator[tuple[str, int]]:
    """Like `imports`, but only what runs when the module is loaded, so nothing inside functions."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or _only_for_types(node):
            continue
        yield from _imported(node, module, is_package)
        waiting.extend(ast.iter_child_nodes(node))


def _imported(node: ast.AST, module: str, is_package: bool) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Import):
        yield from ((alias.name, node.lineno) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            parts = module.split(".")
            parts = parts[: len(parts) - node.level + is_package]
            base = ".".join([*parts, *([base] if base else [])])
        yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def _only_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def _ignored(path: Path) -> bool:
    return not path.is_file() or not IGNORED_WITHOUT_GIT.isdisjoint(path.relative_to(ROOT).parts)
