"""Which keys each region was begun with, so that a missing or foreign keyring is told from a new region."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table. It holds no key: a lineage is a public name, useless for finding one."""
    op.execute(
        """
        CREATE TABLE region_key (
            region TEXT NOT NULL,
            lineage TEXT NOT NULL,
            CONSTRAINT pk_region_key PRIMARY KEY (region)
        )
        """
    )
