"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None


def upgrade() -> None:
    """Create scenario, run, failure and outcome_row."""
    op.create_table(
        "scenario",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("scenario_id", sa.Text, sa.ForeignKey("scenario.id"), nullable=False),
        sa.Column("seed", sa.Text, nullable=False),
        sa.Column("outcomes", sa.Text, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
    )
    op.create_table(
        "failure",
        sa.Column("run_id", sa.Text, primary_key=True),
        sa.Column("scenario_id", sa.Text, sa.ForeignKey("scenario.id"), nullable=False),
        sa.Column("seed", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("traceback", sa.Text, nullable=False),
        sa.Column("reproducer", sa.Text, nullable=False),
    )
    op.create_table(
        "outcome_row",
        sa.Column("run_id", sa.Text, sa.ForeignKey("run.id"), primary_key=True),
        sa.Column("slice_kind", sa.Text, primary_key=True),
        sa.Column("slice", sa.Text, primary_key=True),
        sa.Column("quarter", sa.Integer, primary_key=True, autoincrement=False),
    )
