"""A place for what is no record: settings, own words, reminders, trials and the like."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "documents",
        sa.Column("kind", sa.Text, nullable=False, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Text, nullable=False),
    )
