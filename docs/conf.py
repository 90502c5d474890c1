"""Sphinx configuration. The site needs no network: equations become MathML, and no script is fetched."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from generate import numbers, write_all  # noqa: E402

from bowlby import __version__  # noqa: E402

project = "Bowlby"
author = "The Bowlby contributors"
project_copyright = author
release = version = __version__
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinxcontrib.bibtex",
]
exclude_patterns = ["_build", "generated", "tables"]
nitpick_ignore_regex = [(r"py:.*", r"(?!bowlby\.).*")]
"""Only references into this project are held to lead somewhere; other projects' pages are not consulted."""
nitpick_ignore = [("py:class", "bowlby.diary.rows.Record")]
"""A type variable has no page."""
suppress_warnings = ["ref.python"]
"""Two rooms may use the same word (`Care` is a record and a part of the model); signatures name it in short."""

myst_enable_extensions = ["dollarmath", "colon_fence", "deflist", "substitution"]
myst_substitutions = numbers()
myst_heading_anchors = 3

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": False}
autodoc_preserve_defaults = True
autodoc_inherit_docstrings = False
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

bibtex_bibfiles = ["../bibliography.bib"]
bibtex_reference_style = "author_year"
bibtex_default_style = "plain"

html_theme = "furo"
html_title = f"Bowlby {release}"
html_static_path = ["_static"]
html_css_files = ["bowlby.css"]
html_copy_source = False
html_show_sphinx = False
html_math_renderer = "mathml"


def _plain_first_lines(_app: Sphinx, what: str, *others: Any) -> None:
    """Keep a colon in the first line of a variable's docstring or of `Returns` from being read as a type."""
    lines: list[str] = others[-1]
    starts = [0] if what in {"attribute", "data", "property"} and lines else []
    starts += [n + 1 for n, line in enumerate(lines[:-1]) if line.strip() == "Returns:"]
    for n in starts:
        text = lines[n].lstrip()
        lines[n] = f"{lines[n][: len(lines[n]) - len(text)]}: {text}"


def _inline_math(writer, node: nodes.math) -> None:
    writer.body.append(convert(node.astext()))
    raise nodes.SkipNode


def _block_math(writer, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="math">{convert(node.astext(), display="block")}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the generated parts before reading, and render equations without a script."""
    app.add_html_math_renderer("mathml", (_inline_math, None), (_block_math, None))
    app.connect("autodoc-process-docstring", _plain_first_lines, priority=100)
    app.connect("builder-inited", lambda app: write_all(Path(app.srcdir) / "generated"))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
