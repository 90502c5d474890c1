"""Every kind of file that answers come in: tables, REDCap data with its dictionary, BIDS with its sidecar, FHIR."""

from __future__ import annotations

from pathlib import Path

from bowlby.errors import BowlbyError
from bowlby.measures import exchange_bids, exchange_fhir_read, exchange_redcap
from bowlby.measures.answers import Answers, read_answers
from bowlby.measures.instruments import Instrument


def read_source(path: Path, instrument: Instrument, dictionary: Path | None = None) -> Answers:
    """Read a file of answers with whatever describes it.

    Args:
        path: CSV, TSV, SPSS or Stata; FHIR as `.json` or `.ndjson`. A `.json` beside a TSV is taken for its sidecar.
        instrument: whose answers they are said to be.
        dictionary: REDCap's data dictionary of the file.

    Raises:
        BowlbyError: it cannot be read; see `read_answers`, `exchange_fhir_read.read_fhir` and the two `described`.
    """
    ending = path.suffix.lower()
    if ending in exchange_fhir_read.ENDINGS:
        if dictionary is not None:
            raise BowlbyError("--dictionary describes REDCap's data, and FHIR describes itself; leave it out")
        return exchange_fhir_read.read_fhir(path, instrument)
    answers = read_answers(path)
    if dictionary is not None:
        return exchange_redcap.described(answers, dictionary, instrument)
    sidecar = path.with_suffix(".json")
    if ending == ".tsv" and sidecar.is_file():
        return exchange_bids.described(answers, sidecar, instrument)
    return answers
