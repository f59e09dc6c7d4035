"""Accounts and studies: tables, their second wall (row-level security), and the narrow look-ups."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE account (
        account_id UUID NOT NULL,
        region TEXT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        sealed BYTEA NOT NULL,
        CONSTRAINT pk_account PRIMARY KEY (account_id)
    )
    """,
    """
    CREATE TABLE attempt (
        key BYTEA NOT NULL,
        failures BIGINT NOT NULL,
        level DOUBLE PRECISION NOT NULL,
        tried_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT pk_attempt PRIMARY KEY (key)
    )
    """,
    """
    CREATE TABLE pack (
        pack_id UUID NOT NULL,
        account_id UUID NOT NULL,
        header BYTEA NOT NULL,
        bytes BIGINT NOT NULL,
        received_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT pk_pack PRIMARY KEY (pack_id)
    )
    """,
    "CREATE INDEX ix_pack_account_id ON pack (account_id)",
    """
    CREATE TABLE patient (
        patient_id BIGINT GENERATED ALWAYS AS IDENTITY,
        account_id UUID NOT NULL,
        identity BIGINT NOT NULL,
        sealed BYTEA NOT NULL,
        CONSTRAINT pk_patient PRIMARY KEY (patient_id)
    )
    """,
    "CREATE UNIQUE INDEX uq_patient_account_id_identity ON patient (account_id, identity)",
    """
    CREATE TABLE upload (
        upload_id UUID NOT NULL,
        account_id UUID NOT NULL,
        started_at TIMESTAMP WITH TIME ZONE NOT NULL,
        finished_at TIMESTAMP WITH TIME ZONE,
        CONSTRAINT pk_upload PRIMARY KEY (upload_id)
    )
    """,
    "CREATE INDEX ix_upload_account_id ON upload (account_id)",
    """
    CREATE TABLE member (
        user_id UUID NOT NULL,
        account_id UUID NOT NULL,
        email_token BYTEA NOT NULL,
        password_hash TEXT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        sealed BYTEA NOT NULL,
        CONSTRAINT pk_member PRIMARY KEY (user_id),
        CONSTRAINT fk_member_account_id FOREIGN KEY(account_id) REFERENCES account (account_id) ON DELETE CASCADE,
        CONSTRAINT uq_member_email_token UNIQUE (email_token)
    )
    """,
    "CREATE INDEX ix_member_account_id ON member (account_id)",
    """
    CREATE TABLE quarantine (
        quarantine_id UUID NOT NULL,
        account_id UUID NOT NULL,
        upload_id UUID,
        reason_code TEXT NOT NULL,
        pack_id UUID NOT NULL,
        pack_offset BIGINT NOT NULL,
        bytes BIGINT NOT NULL,
        sha256 BYTEA NOT NULL,
        received_at TIMESTAMP WITH TIME ZONE NOT NULL,
        sealed BYTEA NOT NULL,
        CONSTRAINT pk_quarantine PRIMARY KEY (quarantine_id),
        CONSTRAINT fk_quarantine_pack_id FOREIGN KEY(pack_id) REFERENCES pack (pack_id)
    )
    """,
    "CREATE INDEX ix_quarantine_account_id_received_at ON quarantine (account_id, received_at)",
    "CREATE INDEX ix_quarantine_pack_id ON quarantine (pack_id)",
    "CREATE UNIQUE INDEX uq_quarantine_account_id_sha256_reason_code ON quarantine (account_id, sha256, reason_code)",
    """
    CREATE TABLE study (
        study_id BIGINT GENERATED ALWAYS AS IDENTITY,
        account_id UUID NOT NULL,
        patient_id BIGINT NOT NULL,
        uid TEXT NOT NULL,
        received_at TIMESTAMP WITH TIME ZONE NOT NULL,
        study_at TEXT COLLATE "C" NOT NULL,
        modalities TEXT[] DEFAULT '{}' NOT NULL,
        series_count BIGINT DEFAULT '0' NOT NULL,
        instance_count BIGINT DEFAULT '0' NOT NULL,
        document_count BIGINT DEFAULT '0' NOT NULL,
        bytes BIGINT DEFAULT '0' NOT NULL,
        CONSTRAINT pk_study PRIMARY KEY (study_id),
        CONSTRAINT fk_study_patient_id FOREIGN KEY(patient_id) REFERENCES patient (patient_id)
    ) WITH (fillfactor = 85)
    """,
    "CREATE INDEX ix_study_account_id_received_at_study_id ON study (account_id, received_at, study_id)",
    "CREATE INDEX ix_study_account_id_study_at_study_id ON study (account_id, study_at, study_id)",
    "CREATE INDEX ix_study_modalities ON study USING gin (modalities) WITH (fastupdate = off)",
    "CREATE INDEX ix_study_patient_id ON study (patient_id)",
    "CREATE UNIQUE INDEX uq_study_account_id_uid ON study (account_id, uid)",
    """
    CREATE TABLE upload_file (
        upload_id UUID NOT NULL,
        position INTEGER NOT NULL,
        account_id UUID NOT NULL,
        bytes BIGINT NOT NULL,
        sha256 BYTEA NOT NULL,
        outcome TEXT,
        studies TEXT[] DEFAULT '{}' NOT NULL,
        stored BIGINT DEFAULT '0' NOT NULL,
        already_there BIGINT DEFAULT '0' NOT NULL,
        quarantined BIGINT DEFAULT '0' NOT NULL,
        conflict BIGINT DEFAULT '0' NOT NULL,
        ignored BIGINT DEFAULT '0' NOT NULL,
        sealed BYTEA NOT NULL,
        CONSTRAINT pk_upload_file PRIMARY KEY (upload_id, position),
        CONSTRAINT fk_upload_file_upload_id FOREIGN KEY(upload_id) REFERENCES upload (upload_id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE upload_part (
        upload_id UUID NOT NULL,
        position INTEGER NOT NULL,
        file_offset BIGINT NOT NULL,
        account_id UUID NOT NULL,
        pack_id UUID NOT NULL,
        pack_offset BIGINT NOT NULL,
        bytes BIGINT NOT NULL,
        CONSTRAINT pk_upload_part PRIMARY KEY (upload_id, position, file_offset),
        CONSTRAINT fk_upload_part_pack_id FOREIGN KEY(pack_id) REFERENCES pack (pack_id)
    )
    """,
    "CREATE INDEX ix_upload_part_pack_id ON upload_part (pack_id)",
    """
    CREATE TABLE api_token (
        token_id UUID NOT NULL,
        account_id UUID NOT NULL,
        user_id UUID NOT NULL,
        token_sha256 BYTEA NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        last_used_at TIMESTAMP WITH TIME ZONE,
        sealed BYTEA NOT NULL,
        CONSTRAINT pk_api_token PRIMARY KEY (token_id),
        CONSTRAINT fk_api_token_user_id FOREIGN KEY(user_id) REFERENCES member (user_id) ON DELETE CASCADE,
        CONSTRAINT uq_api_token_token_sha256 UNIQUE (token_sha256)
    )
    """,
    "CREATE INDEX ix_api_token_account_id ON api_token (account_id)",
    "CREATE INDEX ix_api_token_user_id ON api_token (user_id)",
    """
    CREATE TABLE document (
        document_id UUID NOT NULL,
        account_id UUID NOT NULL,
        study_id BIGINT NOT NULL,
        kind TEXT NOT NULL,
        media_type TEXT NOT NULL,
        pack_id UUID NOT NULL,
        pack_offset BIGINT NOT NULL,
        bytes BIGINT NOT NULL,
        sha256 BYTEA NOT NULL,
        received_at TIMESTAMP WITH TIME ZONE NOT NULL,
        sealed BYTEA NOT NULL,
        CONSTRAINT pk_document PRIMARY KEY (document_id),
        CONSTRAINT fk_document_study_id FOREIGN KEY(study_id) REFERENCES study (study_id) ON DELETE CASCADE,
        CONSTRAINT fk_document_pack_id FOREIGN KEY(pack_id) REFERENCES pack (pack_id)
    )
    """,
    "CREATE INDEX ix_document_account_id_sha256 ON document (account_id, sha256)",
    "CREATE INDEX ix_document_pack_id ON document (pack_id)",
    "CREATE UNIQUE INDEX uq_document_study_id_sha256 ON document (study_id, sha256)",
    """
    CREATE TABLE series (
        series_id BIGINT GENERATED ALWAYS AS IDENTITY,
        account_id UUID NOT NULL,
        study_id BIGINT NOT NULL,
        uid TEXT NOT NULL,
        modality TEXT NOT NULL,
        number BIGINT,
        instance_count BIGINT DEFAULT '0' NOT NULL,
        frame_count BIGINT DEFAULT '0' NOT NULL,
        viewable_count BIGINT DEFAULT '0' NOT NULL,
        bytes BIGINT DEFAULT '0' NOT NULL,
        sealed BYTEA NOT NULL,
        CONSTRAINT pk_series PRIMARY KEY (series_id),
        CONSTRAINT fk_series_study_id FOREIGN KEY(study_id) REFERENCES study (study_id) ON DELETE CASCADE
    ) WITH (fillfactor = 85)
    """,
    "CREATE INDEX ix_series_study_id ON series (study_id)",
    "CREATE UNIQUE INDEX uq_series_account_id_uid ON series (account_id, uid)",
    """
    CREATE TABLE session (
        token_sha256 BYTEA NOT NULL,
        account_id UUID NOT NULL,
        user_id UUID NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT pk_session PRIMARY KEY (token_sha256),
        CONSTRAINT fk_session_user_id FOREIGN KEY(user_id) REFERENCES member (user_id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_session_account_id ON session (account_id)",
    "CREATE INDEX ix_session_user_id ON session (user_id)",
    """
    CREATE TABLE study_text (
        study_id BIGINT NOT NULL,
        account_id UUID NOT NULL,
        received_at TIMESTAMP WITH TIME ZONE NOT NULL,
        study_at TEXT COLLATE "C" NOT NULL,
        sealed BYTEA NOT NULL,
        sort_name BYTEA NOT NULL,
        tokens BIGINT[] NOT NULL,
        CONSTRAINT pk_study_text PRIMARY KEY (study_id),
        CONSTRAINT fk_study_text_study_id FOREIGN KEY(study_id) REFERENCES study (study_id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_study_text_account_id_received_at_study_id ON study_text (account_id, received_at, study_id)",
    "CREATE INDEX ix_study_text_account_id_study_at_study_id ON study_text (account_id, study_at, study_id)",
    "CREATE INDEX ix_study_text_tokens ON study_text USING gin (tokens) WITH (fastupdate = off)",
    """
    CREATE TABLE instance (
        account_id UUID NOT NULL,
        sop_uid TEXT NOT NULL,
        series_id BIGINT NOT NULL,
        sop_class TEXT NOT NULL,
        transfer_syntax TEXT NOT NULL,
        number BIGINT,
        frames INTEGER NOT NULL,
        viewable BOOLEAN NOT NULL,
        pixel_offset BIGINT NOT NULL,
        pack_id UUID NOT NULL,
        pack_offset BIGINT NOT NULL,
        bytes BIGINT NOT NULL,
        sha256 BYTEA NOT NULL,
        received_at TIMESTAMP WITH TIME ZONE NOT NULL,
        sealed BYTEA NOT NULL,
        CONSTRAINT pk_instance PRIMARY KEY (account_id, sop_uid),
        CONSTRAINT fk_instance_series_id FOREIGN KEY(series_id) REFERENCES series (series_id) ON DELETE CASCADE,
        CONSTRAINT fk_instance_pack_id FOREIGN KEY(pack_id) REFERENCES pack (pack_id)
    )
    """,
    "CREATE INDEX ix_instance_account_id_sha256 ON instance (account_id, sha256)",
    "CREATE INDEX ix_instance_pack_id ON instance (pack_id)",
    "CREATE INDEX ix_instance_series_id ON instance (series_id)",
    """
    CREATE TABLE thumbnail (
        series_id BIGINT NOT NULL,
        account_id UUID NOT NULL,
        instance_count BIGINT NOT NULL,
        pack_id UUID NOT NULL,
        pack_offset BIGINT NOT NULL,
        bytes BIGINT NOT NULL,
        CONSTRAINT pk_thumbnail PRIMARY KEY (series_id),
        CONSTRAINT fk_thumbnail_series_id FOREIGN KEY(series_id) REFERENCES series (series_id) ON DELETE CASCADE,
        CONSTRAINT fk_thumbnail_pack_id FOREIGN KEY(pack_id) REFERENCES pack (pack_id)
    )
    """,
    "CREATE INDEX ix_thumbnail_pack_id ON thumbnail (pack_id)",
)

# Every one of these has an account_id, and nobody sees rows of another account than the transaction's, the owner included.
OWNED = (
    *("account", "member", "session", "api_token"),
    *("pack", "patient", "study", "study_text", "series", "instance", "document", "quarantine", "thumbnail"),
    *("upload", "upload_file", "upload_part"),
)

ACCOUNT_OF_TRANSACTION = """
    CREATE FUNCTION account_of_transaction() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('diaphane.account', true), '')::uuid
"""

# What the finder may see, column by column: never a sealed cell. Its functions are all that can be asked of it.
FINDER_SEES = {
    "account": "account_id, region",
    "member": "user_id, account_id, email_token, password_hash",
    "session": "token_sha256, account_id, user_id, created_at, last_seen_at",
    "api_token": "token_id, account_id, user_id, token_sha256, last_used_at",
    "study": "study_id, account_id, received_at, study_at, modalities",
    "study_text": "study_id, account_id, received_at, study_at, tokens",
}

LOOK_UPS = (
    """
    CREATE FUNCTION find_member(email_tokens bytea[])
    RETURNS TABLE (user_id uuid, account_id uuid, region text, password_hash text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
        SELECT m.user_id, m.account_id, a.region, m.password_hash
        FROM member m JOIN account a USING (account_id) WHERE m.email_token = ANY (email_tokens) LIMIT 1
    $$
    """,
    """
    CREATE FUNCTION find_session(sha256 bytea)
    RETURNS TABLE (user_id uuid, account_id uuid, region text, created_at timestamptz, last_seen_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
        SELECT s.user_id, s.account_id, a.region, s.created_at, s.last_seen_at
        FROM session s JOIN account a USING (account_id) WHERE s.token_sha256 = sha256
    $$
    """,
    """
    CREATE FUNCTION find_api_token(sha256 bytea)
    RETURNS TABLE (token_id uuid, user_id uuid, account_id uuid, region text, last_used_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
        SELECT t.token_id, t.user_id, t.account_id, a.region, t.last_used_at
        FROM api_token t JOIN account a USING (account_id) WHERE t.token_sha256 = sha256
    $$
    """,
)


def upgrade() -> None:
    """Make everything."""
    for statement in (*TABLES, ACCOUNT_OF_TRANSACTION):
        op.execute(statement)
    for table in OWNED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_account ON {table} "
            "USING (account_id = account_of_transaction()) WITH CHECK (account_id = account_of_transaction())"
        )
    op.execute("GRANT USAGE, CREATE ON SCHEMA public TO diaphane_finder")
    op.execute("REVOKE EXECUTE ON FUNCTION account_of_transaction() FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION account_of_transaction() TO diaphane_finder")
    for table, columns in FINDER_SEES.items():
        op.execute(f"GRANT SELECT ({columns}) ON {table} TO diaphane_finder")
        op.execute(f"CREATE POLICY find ON {table} FOR SELECT TO diaphane_finder USING (true)")
    for function in LOOK_UPS:
        op.execute(function)
    for name in ("find_member", "find_session", "find_api_token"):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC")
        op.execute(f"ALTER FUNCTION {name} OWNER TO diaphane_finder")
    op.execute("REVOKE CREATE ON SCHEMA public FROM diaphane_finder")
