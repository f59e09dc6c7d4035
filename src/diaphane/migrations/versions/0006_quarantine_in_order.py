"""The quarantine's pages straight from an index: files that came in one batch have one time of arrival."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The index gets what the pages are ordered by beside the time."""
    op.execute("CREATE INDEX ix_quarantine_account_id_received_at_quarantine_id ON quarantine (account_id, received_at, quarantine_id)")
    op.execute("DROP INDEX ix_quarantine_account_id_received_at")
