"""Ledgers: what became of every person of a run."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    """Create ledger; runs that are there already have none."""
    op.create_table(
        "ledger",
        sa.Column("run_id", sa.Text, sa.ForeignKey("run.id"), primary_key=True),
        sa.Column("people", sa.LargeBinary, nullable=False),
    )
