"""What is derived from series: caches with a place in a sealed pack."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE = (
    """
    CREATE TABLE derived (
        series_id BIGINT NOT NULL,
        kind TEXT NOT NULL,
        account_id UUID NOT NULL,
        format TEXT NOT NULL,
        series_instances BIGINT NOT NULL,
        series_frames BIGINT NOT NULL,
        series_bytes BIGINT NOT NULL,
        pack_id UUID NOT NULL,
        pack_offset BIGINT NOT NULL,
        bytes BIGINT NOT NULL,
        CONSTRAINT pk_derived PRIMARY KEY (series_id, kind),
        CONSTRAINT fk_derived_series_id FOREIGN KEY(series_id) REFERENCES series (series_id) ON DELETE CASCADE,
        CONSTRAINT fk_derived_pack_id FOREIGN KEY(pack_id) REFERENCES pack (pack_id)
    )
    """,
    "CREATE INDEX ix_derived_pack_id ON derived (pack_id)",
    "ALTER TABLE derived ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE derived FORCE ROW LEVEL SECURITY",
    """
    CREATE POLICY own_account ON derived
    USING (account_id = account_of_transaction()) WITH CHECK (account_id = account_of_transaction())
    """,
)


def upgrade() -> None:
    """Make the table, with its second wall."""
    for statement in TABLE:
        op.execute(statement)
