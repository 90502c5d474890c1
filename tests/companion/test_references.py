"""References that the companion shows are those of the bibliography, as they stand now."""

from __future__ import annotations

import runpy

import pytest

from bowlby.companion.references import FILE, references, references_of
from contracts.test_citations import bibliography
from contracts.tree import ROOT

SCRIPT = runpy.run_path(str(ROOT / "scripts" / "make_references.py"))


def test_the_file_is_in_step_with_the_bibliography_and_the_texts():
    written = SCRIPT["references"]((ROOT / "bibliography.bib").read_text("utf-8"), SCRIPT["used"]())
    assert FILE.read_text("utf-8") == written, "run scripts/make_references.py"


def test_every_work_is_there_and_readable():
    assert references().keys() == SCRIPT["used"]() <= bibliography().keys()
    for one in references().values():
        assert one.short
        assert len(one.full) > 30
        assert not set("{}\\") & set(one.short + one.full), one.key


def test_references_come_in_the_order_asked_for():
    assert [one.short for one in references_of(("webb2012", "gillath2022"))] == [
        "Webb, Miles and Sheeran 2012",
        "Gillath et al. 2022",
    ]


def test_an_unknown_key_is_no_reference():
    with pytest.raises(KeyError):
        references_of(("nobody1900",))
