"""The made-up diary: shipped with the package, opened in a temporary folder, removed when it is left."""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
from pathlib import Path

from bowlby.companion.language import _
from bowlby.companion.session import Session
from bowlby.errors import BowlbyError

SHIPPED = Path(__file__).parent / "demo"
"""`moments.csv`, `checkins.csv`, `documents.json` (a finished trial), `fit.json` and the figures, all made by
`scripts/make_demo.py`."""


def enter(session: Session) -> None:
    """Open a fresh copy of the made-up diary in the session.

    It is encrypted under a random key that nobody keeps, so even a copy that could not be removed is unreadable.

    Raises:
        BowlbyError: the files of the made-up diary are not there.
    """
    from bowlby.diary import documents, formats
    from bowlby.diary.database import DiaryDatabase, fingerprint

    shipped = SHIPPED
    if not (shipped / "moments.csv").exists():
        raise BowlbyError(_("the made-up diary is not part of this installation; install the package again"))
    diary = formats.read_native(shipped).taken
    folder = Path(tempfile.mkdtemp(prefix="notes-"))
    try:
        database = DiaryDatabase.open(folder, secrets.token_bytes(32))
        database.add(diary)
        database.save_fit(fingerprint(diary), *shipped_fit(shipped))
        with database.writing() as connection:
            for document in documents.from_file((shipped / "documents.json").read_bytes()):
                connection.execute(documents.place(document))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    session.opened(database, folder)


def shipped_fit(shipped: Path) -> tuple[dict, dict[str, str]]:
    """The fit of the made-up diary and its figures (name without suffix -> SVG text)."""
    result = json.loads((shipped / "fit.json").read_text(encoding="utf-8"))
    figures = {path.stem: path.read_text(encoding="utf-8") for path in sorted(shipped.glob("*.svg"))}
    return result, figures
