"""The work list's look-up by keyed tokens."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Why a function at all: under row-level security PostgreSQL may use an index only for operators that are marked leakproof, and
# "array contains" is not. The function takes no account: it looks where the transaction is, and its caller reads the rows
# it names under the policies again.
#
# Two ways to a page, so that neither a rare nor a common word is slow (bench/worklist.py):
#   1. the next `walk` rows in the wanted order, filtered: common words fill a page from them;
#   2. else all matches by index (bitmaps), sorted: what is not common is not much.
# sort_by 'any': all matches in no order, for a caller that sorts by what only it can read.
FIND_STUDIES = """
    CREATE FUNCTION find_studies(
        want_tokens bigint[], want_modalities text[], date_from text, date_to text,
        sort_by text, downwards boolean, after_key text, after_id bigint, want integer, walk integer
    )
    RETURNS TABLE (study_id bigint, sort_key text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 60
    SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC'
    AS $$
    DECLARE
        by_text CONSTANT boolean := cardinality(want_tokens) > 0;
        source text := 'study s';
        seen text := 's.study_id, s.received_at, s.study_at, s.modalities';
        key text := 's.study_at';
        after_value text := '$6';
        shown text := 's.study_at';
        wanted text := 'true';
        reached text := 's.account_id = $1';
        ordered text;
        ids bigint[];
        keys text[];
    BEGIN
        IF by_text THEN
            source := 'study_text s';
            seen := 's.study_id, s.received_at, s.study_at, s.tokens';
            wanted := wanted || ' AND s.tokens @> $2';
            IF cardinality(want_modalities) > 0 THEN
                wanted := wanted || ' AND EXISTS (SELECT FROM study m WHERE m.study_id = s.study_id AND m.modalities && $3)';
            END IF;
        ELSIF cardinality(want_modalities) > 0 THEN
            wanted := wanted || ' AND s.modalities && $3';
        END IF;
        IF date_from <> '' THEN wanted := wanted || ' AND s.study_at >= $4'; END IF;
        IF date_to <> '' THEN wanted := wanted || ' AND s.study_at < $5'; END IF;
        IF sort_by = 'any' THEN
            RETURN QUERY EXECUTE format('SELECT s.study_id, NULL::text FROM %s WHERE %s AND %s LIMIT $6', source, reached, wanted)
                USING account_of_transaction(), want_tokens, want_modalities, date_from, date_to, want;
            RETURN;
        END IF;

        IF sort_by = 'received' THEN
            key := 's.received_at';
            after_value := '$6::timestamptz';
            shown := 'to_char(s.received_at, ''YYYY-MM-DD HH24:MI:SS.US'')';
        END IF;
        IF after_id IS NOT NULL THEN
            reached := reached || format(' AND (%s, s.study_id) %s (%s, $7)', key, CASE WHEN downwards THEN '<' ELSE '>' END, after_value);
        END IF;
        ordered := format(' ORDER BY %s %s, s.study_id %2$s', key, CASE WHEN downwards THEN 'DESC' ELSE 'ASC' END);

        EXECUTE format(
            'SELECT array_agg(f.i), array_agg(f.k) FROM ('
            '  SELECT s.study_id AS i, %s AS k FROM (SELECT %s FROM %s WHERE %s %s LIMIT $9) s WHERE %s LIMIT $8) f',
            shown, seen, source, reached, ordered, wanted
        ) INTO ids, keys USING account_of_transaction(), want_tokens, want_modalities, date_from, date_to, after_key, after_id, want,
            CASE WHEN wanted = 'true' THEN want ELSE walk END;
        IF wanted = 'true' OR cardinality(ids) = want THEN
            RETURN QUERY SELECT f.i, f.k FROM unnest(ids, keys) WITH ORDINALITY AS f (i, k, n) ORDER BY f.n;
            RETURN;
        END IF;

        -- Only here and undone after: the order's index would be walked to its end for a word that is rare.
        PERFORM set_config('enable_indexscan', 'off', true), set_config('enable_seqscan', 'off', true);
        RETURN QUERY EXECUTE format(
            'SELECT f.i, %s FROM (SELECT s.study_id AS i, %s AS k FROM %s WHERE %s AND %s %s LIMIT $8) f',
            replace(shown, key, 'f.k'), key, source, reached, wanted, ordered
        ) USING account_of_transaction(), want_tokens, want_modalities, date_from, date_to, after_key, after_id, want;
        PERFORM set_config('enable_indexscan', 'on', true), set_config('enable_seqscan', 'on', true);
    END
    $$
"""


def upgrade() -> None:
    """Make the function the finder's, who sees tokens and dates but no sealed cell."""
    op.execute("DROP FUNCTION IF EXISTS find_studies")
    op.execute("GRANT CREATE ON SCHEMA public TO diaphane_finder")
    op.execute(FIND_STUDIES)
    op.execute("REVOKE EXECUTE ON FUNCTION find_studies FROM PUBLIC")
    op.execute("ALTER FUNCTION find_studies OWNER TO diaphane_finder")
    op.execute("REVOKE CREATE ON SCHEMA public FROM diaphane_finder")
