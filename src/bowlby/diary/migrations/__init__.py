"""Migrations of the encrypted file: append-only, each in one transaction.

A new one: add a module to `versions`, change `tables.py` to match, append its revision to `REVISIONS`. Never edit
one that was released; a migration never imports `tables.py`, which moves on while it must not.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

REVISIONS = ("0001", "0002", "0003")
"""All revisions, first to last, said here so that opening an up-to-date diary need not load Alembic (a second)."""

HEAD = REVISIONS[-1]

FOLDER = Path(__file__).parent


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to a revision (the latest one without) inside the connection's open transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
