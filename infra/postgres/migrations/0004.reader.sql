-- depends: 0003.views
-- The role for people who query: the views and nothing else. docs/postgres.md says how to let somebody log in.
-- Roles belong to the whole server: another database's migration may have made it, or be making it now.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'lagebild_reader') THEN
        CREATE ROLE lagebild_reader NOLOGIN;
        ALTER ROLE lagebild_reader SET search_path = lagebild;
        ALTER ROLE lagebild_reader SET default_transaction_read_only = on;
        ALTER ROLE lagebild_reader SET statement_timeout = '60s';
        COMMENT ON ROLE lagebild_reader IS 'Reads the views of the schema lagebild';
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END
$$;

GRANT USAGE ON SCHEMA lagebild TO lagebild_reader;
GRANT SELECT ON lagebild.ledger, lagebild.timeline, lagebild.evidence, lagebild.conflicts, lagebild.connections,
    lagebild.history, lagebild.review_queue
    TO lagebild_reader;
GRANT EXECUTE ON FUNCTION lagebild.known_on TO lagebild_reader;
