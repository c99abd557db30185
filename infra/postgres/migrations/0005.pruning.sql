-- What is over may go: earlier versions of articles that nobody asks for any more. `lagebild prune` calls these functions;
-- docs/operations.md says what goes and what can't be answered afterwards.
-- depends: 0004.reader

CREATE TABLE lagebild.prunings (
    pruned_before date PRIMARY KEY,
    pruned_at     timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE lagebild.prunings IS
    'Days before which earlier versions of articles were pruned: of what was known before the latest, not all is there.';
COMMENT ON COLUMN lagebild.prunings.pruned_before IS 'known_on answers from this day on';
COMMENT ON COLUMN lagebild.prunings.pruned_at IS 'When that was first done';

CREATE FUNCTION lagebild.require_kept(day date) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    horizon date := (SELECT max(p.pruned_before) FROM lagebild.prunings AS p);
BEGIN
    IF require_kept.day < horizon THEN
        RAISE EXCEPTION 'what was known before % has been pruned', horizon
            USING HINT = format('ask for %s or a later day', horizon);
    END IF;
    RETURN true;
END
$$;
COMMENT ON FUNCTION lagebild.require_kept IS 'True; an error where what was known on that day has been pruned';

CREATE OR REPLACE FUNCTION lagebild.known_on(day date)
    RETURNS TABLE (
        dossier_id text, dossier text, measure text, unit text, place_id text, place text,
        low numeric, best numeric, high numeric, origins integer, rule text, why text, known_since date, track_id text
    )
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
SELECT h.dossier_id, h.dossier, h.measure, h.unit, h.place_id, h.place,
       h.low, h.best, h.high, h.origins, h.rule, h.why, h.known_since, h.track_id
  FROM lagebild.history AS h
 WHERE lagebild.require_kept(known_on.day)
   AND h.known_since <= known_on.day
   AND (h.known_until IS NULL OR h.known_until > known_on.day)
   AND h.rule <> 'nothing-admissible'
$$;
COMMENT ON FUNCTION lagebild.known_on IS
    'The ledger as articles published until the end of that day bore it out: one row per track that had an estimate then, with the day since when it was known. Filter by dossier_id. An error where the day lies before what was pruned.';

CREATE TABLE lagebild.pruned_voices (
    base_id     text COLLATE "C" NOT NULL,
    document_id text COLLATE "C" NOT NULL,
    version     text COLLATE "C" NOT NULL,
    origin_id   text COLLATE "C" NOT NULL,
    PRIMARY KEY (base_id, document_id, version, origin_id)
);
COMMENT ON TABLE lagebild.pruned_voices IS
    'Versions whose claims were pruned and that had spoken for themselves in a dossier: which texts are copies of each other must come out as before.';
COMMENT ON COLUMN lagebild.pruned_voices.base_id IS 'Event and counted group as the claims named them';
COMMENT ON COLUMN lagebild.pruned_voices.document_id IS 'The document';
COMMENT ON COLUMN lagebild.pruned_voices.version IS 'The version, which stays in ended_versions without its claims';
COMMENT ON COLUMN lagebild.pruned_voices.origin_id IS 'As whom it spoke';

CREATE FUNCTION lagebild.list_over(day date) RETURNS TABLE (document_id text, version text, over_on date)
    LANGUAGE sql STABLE
AS $$
SELECT e.document_id, e.version, d.over_on
  FROM lagebild.ended_versions AS e
 CROSS JOIN LATERAL (
       -- without a last day it is in no view of the past, and over when it came
       SELECT coalesce(e.known_until, greatest(e.published_on, (e.reconciled_at AT TIME ZONE 'UTC')::date)) AS over_on
       ) AS d
 WHERE d.over_on <= list_over.day
   AND (EXISTS (SELECT FROM lagebild.ended_claims AS c WHERE (c.document_id, c.version) = (e.document_id, e.version))
        OR EXISTS (SELECT FROM lagebild.articles AS a WHERE (a.document_id, a.version) = (e.document_id, e.version)))
$$;
COMMENT ON FUNCTION lagebild.list_over IS
    'Versions of articles that were replaced until that day and of which claims or text are still there, with the day since when they are over';

CREATE FUNCTION lagebild.prune_versions(day date, cited integer, latest integer)
    RETURNS TABLE (versions bigint, claims bigint, texts bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    documents_over text[];
    versions_over  text[];
    again          text[];
    bases          text[];
    gists          text[];
BEGIN
    SELECT array_agg(o.document_id ORDER BY o.document_id, o.version),
           array_agg(o.version ORDER BY o.document_id, o.version)
      INTO documents_over, versions_over
      FROM lagebild.list_over(prune_versions.day) AS o;
    INSERT INTO lagebild.prunings (pruned_before) VALUES (prune_versions.day) ON CONFLICT DO NOTHING;
    versions := coalesce(cardinality(versions_over), 0);
    claims := 0;
    texts := 0;
    IF versions = 0 THEN
        RETURN NEXT;
        RETURN;
    END IF;

    -- the locks of the reconciler, in its order: documents, then dossiers
    PERFORM FROM lagebild.documents AS d WHERE d.document_id = ANY (documents_over) ORDER BY d.document_id FOR UPDATE;
    SELECT array_agg(DISTINCT c.dossier_id) INTO bases
      FROM unnest(documents_over, versions_over) AS o (document_id, version)
      JOIN lagebild.ended_claims AS c USING (document_id, version);
    PERFORM FROM lagebild.dossier_bases AS b WHERE b.base_id = ANY (bases) ORDER BY b.base_id FOR UPDATE;
    SELECT array_agg(o.version ORDER BY o.document_id, o.version) INTO again
      FROM lagebild.list_over(prune_versions.day) AS o;
    IF again IS DISTINCT FROM versions_over THEN
        RAISE EXCEPTION 'versions ended meanwhile' USING ERRCODE = 'serialization_failure';
    END IF;

    WITH gone AS (
        DELETE FROM lagebild.ended_claims AS c
         USING unnest(documents_over, versions_over) AS o (document_id, version)
         WHERE c.document_id = o.document_id AND c.version = o.version
        RETURNING c.dossier_id, c.document_id, c.version, c.origin_id, c.source_key, c.gist_id
    ), spoke AS (
        INSERT INTO lagebild.pruned_voices (base_id, document_id, version, origin_id)
        SELECT DISTINCT g.dossier_id, g.document_id, g.version, g.origin_id FROM gone AS g WHERE g.source_key IS NULL
        ON CONFLICT DO NOTHING
    )
    SELECT count(*), array_agg(DISTINCT g.gist_id) FILTER (WHERE g.gist_id IS NOT NULL) INTO claims, gists
      FROM gone AS g;
    PERFORM lagebild.recount_ended(gists, prune_versions.cited, prune_versions.latest);
    DELETE FROM lagebild.articles AS a USING unnest(documents_over, versions_over) AS o (document_id, version)
     WHERE a.document_id = o.document_id AND a.version = o.version;
    GET DIAGNOSTICS texts = ROW_COUNT;

    DELETE FROM lagebild.tracks AS t USING lagebild.dossiers AS d
     WHERE d.dossier_id = t.dossier_id AND d.base_id = ANY (bases) AND t.is_past
       AND (SELECT h.rule = 'nothing-admissible' AND h.known_on <= prune_versions.day
              FROM lagebild.estimate_history AS h
             WHERE h.track_id = t.track_id ORDER BY h.known_on DESC LIMIT 1);
    DELETE FROM lagebild.dossiers AS d
     WHERE d.base_id = ANY (bases)
       AND NOT EXISTS (SELECT FROM lagebild.tracks AS t WHERE t.dossier_id = d.dossier_id);
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION lagebild.prune_versions IS
    'Deletes claims, tallies and texts of the versions that list_over names, and the tracks that nothing else spoke of; today''s ledger stays. cited, latest: how many mentions a tally names';

CREATE FUNCTION lagebild.recount_ended(gists text[], cited integer, latest integer) RETURNS void
    LANGUAGE sql SET search_path = ''
AS $$
DELETE FROM lagebild.tallies AS t
 WHERE t.gist_id = ANY (gists) AND NOT EXISTS (SELECT FROM lagebild.ended_claims AS c WHERE c.gist_id = t.gist_id);
UPDATE lagebild.tallies AS t
   SET mentions = n.mentions,
       first = f.named,
       last = CASE WHEN n.mentions > cited THEN l.named ELSE '[]' END
  FROM (
       SELECT c.gist_id, count(*)::integer AS mentions FROM lagebild.ended_claims AS c
        WHERE c.gist_id = ANY (gists) GROUP BY c.gist_id
       ) AS n
 CROSS JOIN LATERAL (
       SELECT json_agg(json_build_array(m.known, m.instant, m.claim_id, m.document_id, '')
                       ORDER BY m.known, m.instant, m.claim_id) AS named
         FROM (SELECT * FROM lagebild.ended_claims AS c WHERE c.gist_id = n.gist_id
                ORDER BY c.known, c.instant, c.claim_id LIMIT cited) AS m
       ) AS f
 CROSS JOIN LATERAL (
       SELECT json_agg(json_build_array(m.known, m.instant, m.claim_id, m.document_id, '')
                       ORDER BY m.known, m.instant, m.claim_id) AS named
         FROM (SELECT * FROM lagebild.ended_claims AS c WHERE c.gist_id = n.gist_id
                ORDER BY c.known DESC, c.instant DESC, c.claim_id DESC LIMIT latest) AS m
       ) AS l
 WHERE t.gist_id = n.gist_id
$$;
COMMENT ON FUNCTION lagebild.recount_ended IS 'Brings the tallies of ended claims to what is left of them';

CREATE FUNCTION lagebild.prune_refused(day date) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
WITH gone AS (
    DELETE FROM lagebild.outbox AS o WHERE o.refused IS NOT NULL AND o.queued_at < prune_refused.day RETURNING 1
)
SELECT count(*) FROM gone
$$;
COMMENT ON FUNCTION lagebild.prune_refused IS
    'Deletes messages of the outbox that Kafka refused for good before that day';

CREATE FUNCTION lagebild.prune_texts(day date) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
WITH gone AS (
    DELETE FROM lagebild.articles AS a USING lagebild.documents AS d
     WHERE a.document_id = d.document_id AND a.version = d.version AND a.archived_at < prune_texts.day
    RETURNING 1
)
SELECT count(*) FROM gone
$$;
COMMENT ON FUNCTION lagebild.prune_texts IS
    'Deletes the archived text of live articles that came before that day; their claims with their sentences stay';
