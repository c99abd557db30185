-- Who may do what in the schema lagebild. lagebild-migrate runs it after the migrations, in one transaction, each time:
-- it is complete, so a role has what stands here and nothing else, also in a database that was restored from a dump.
-- Roles belong to the whole server: another database's migration may have made one, or be making it now.

DO $$
DECLARE
    made record;
BEGIN
    FOR made IN
        SELECT * FROM (VALUES
            ('lagebild_reconciler', 'Service reconciler: writes the ledger and the archive', false),
            ('lagebild_desk', 'Command line: reads everything, writes nothing', true),
            ('lagebild_operator', 'lagebild prune: what the desk may, and to delete what is over', false),
            ('lagebild_reader', 'People who query: reads the views of the schema lagebild', true)
        ) AS r (name, purpose, reads_only)
    LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = made.name);
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', made.name);
            EXECUTE format('COMMENT ON ROLE %I IS %L', made.name, made.purpose);
            EXECUTE format('ALTER ROLE %I SET search_path = lagebild', made.name);
            IF made.reads_only THEN
                EXECUTE format('ALTER ROLE %I SET default_transaction_read_only = on', made.name);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
END
$$;

REVOKE ALL ON SCHEMA lagebild FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA lagebild FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA lagebild FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA lagebild FROM lagebild_reconciler, lagebild_desk, lagebild_operator, lagebild_reader;
GRANT USAGE ON SCHEMA lagebild TO lagebild_reconciler, lagebild_desk, lagebild_operator, lagebild_reader;

-- The reconciler: what it replaces it may also delete; what it only adds to (archive, sources) it can neither change
-- nor delete; rows of dossier_bases are its locks. It sees no view.
GRANT SELECT, INSERT, UPDATE, DELETE ON
    lagebild.documents, lagebild.claims, lagebild.ended_versions, lagebild.ended_claims, lagebild.audit_findings,
    lagebild.tallies, lagebild.companies, lagebild.copy_bands, lagebild.copies, lagebild.dossiers, lagebild.tracks,
    lagebild.positions, lagebild.relations, lagebild.discrepancies, lagebild.estimates, lagebild.estimate_history,
    lagebild.outbox
    TO lagebild_reconciler;
GRANT SELECT, INSERT, UPDATE ON lagebild.dossier_bases TO lagebild_reconciler;
GRANT SELECT, INSERT ON lagebild.articles, lagebild.sources TO lagebild_reconciler;
GRANT SELECT ON lagebild.pruned_voices TO lagebild_reconciler;

-- The command line shows whatever there is.
GRANT SELECT ON ALL TABLES IN SCHEMA lagebild TO lagebild_desk, lagebild_operator;

GRANT EXECUTE ON FUNCTION
    lagebild.write_figure, lagebild.known_on, lagebild.require_kept, lagebild.list_over
    TO lagebild_desk, lagebild_operator;

-- Pruning deletes by functions that run with the owner's rights, and can delete nothing else.
GRANT EXECUTE ON FUNCTION lagebild.prune_versions, lagebild.prune_refused, lagebild.prune_texts TO lagebild_operator;

-- People read the views, every one of them and nothing else.
GRANT EXECUTE ON FUNCTION lagebild.write_figure, lagebild.known_on, lagebild.require_kept TO lagebild_reader;
DO $$
DECLARE
    view record;
BEGIN
    FOR view IN SELECT viewname FROM pg_catalog.pg_views WHERE schemaname = 'lagebild' LOOP
        EXECUTE format('GRANT SELECT ON lagebild.%I TO lagebild_reader', view.viewname);
    END LOOP;
END
$$;
