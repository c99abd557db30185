-- What was known on a day, and what is too uncertain to count.
-- depends: 0006.tallies

ALTER TABLE lagebild.tracks ADD COLUMN is_past boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN lagebild.tracks.is_past IS
    'True where no live article says anything on it any more: its history alone is left, it is in no view of today';
COMMENT ON TABLE lagebild.estimate_history IS
    'The estimate of a track as it was known from a day on, until the next row; rule nothing-admissible: from then on nothing was.';

CREATE OR REPLACE VIEW lagebild.ledger AS
SELECT d.dossier_id,
       d.label AS dossier,
       t.measure,
       t.unit,
       t.place_id,
       t.place_label AS place,
       trim_scale(e.low) AS low,
       trim_scale(e.best) AS best,
       trim_scale(e.high) AS high,
       coalesce(e.origins, 0) AS origins,
       e.rule,
       e.why,
       s.positions,
       t.document_count::bigint AS articles,
       s.first_said,
       s.last_said,
       t.track_id
  FROM lagebild.tracks AS t
  JOIN lagebild.dossiers AS d USING (dossier_id)
  LEFT JOIN lagebild.estimates AS e USING (track_id)
 CROSS JOIN LATERAL (
       SELECT count(*) AS positions,
              min(p.first_said) AS first_said,
              max(p.last_said) AS last_said
         FROM lagebild.positions AS p
        WHERE p.track_id = t.track_id
       ) AS s
 WHERE NOT t.is_past;

CREATE VIEW lagebild.history AS
SELECT d.dossier_id,
       d.label AS dossier,
       t.measure,
       t.unit,
       t.place_id,
       t.place_label AS place,
       trim_scale(h.low) AS low,
       trim_scale(h.best) AS best,
       trim_scale(h.high) AS high,
       h.origins,
       h.rule,
       h.why,
       h.known_on AS known_since,
       n.known_on AS known_until,
       t.track_id
  FROM lagebild.tracks AS t
  JOIN lagebild.dossiers AS d USING (dossier_id)
  JOIN lagebild.estimate_history AS h USING (track_id)
  LEFT JOIN LATERAL (
       SELECT e.known_on FROM lagebild.estimate_history AS e
        WHERE e.track_id = h.track_id AND e.known_on > h.known_on
        ORDER BY e.known_on
        LIMIT 1
       ) AS n ON true;
COMMENT ON VIEW lagebild.history IS
    'One row per estimate of a track and the days on which it was the one that articles bore out, also of tracks that no article of today speaks of.';
COMMENT ON COLUMN lagebild.history.dossier_id IS 'Id of event and counted group; filter by it';
COMMENT ON COLUMN lagebild.history.dossier IS 'Name of the dossier for people';
COMMENT ON COLUMN lagebild.history.measure IS 'killed, wounded, casualties, deployed, …, or other:<Nomen>';
COMMENT ON COLUMN lagebild.history.unit IS 'person, EUR, USD, CHF, km2, or the counted noun''s lemma';
COMMENT ON COLUMN lagebild.history.place_id IS 'Id of the place; null: the whole event';
COMMENT ON COLUMN lagebild.history.place IS 'Name of the place; null: the whole event';
COMMENT ON COLUMN lagebild.history.low IS 'The lowest admissible figure then; null: open';
COMMENT ON COLUMN lagebild.history.best IS 'The figure with most independent origins, then the latest; null: none qualified';
COMMENT ON COLUMN lagebild.history.high IS 'The highest admissible figure then; null: open';
COMMENT ON COLUMN lagebild.history.origins IS 'Number of independent origins behind the estimate';
COMMENT ON COLUMN lagebild.history.rule IS 'Name of the rule that chose best; nothing-admissible: from then on nothing was known';
COMMENT ON COLUMN lagebild.history.why IS 'One sentence that says how the estimate came about';
COMMENT ON COLUMN lagebild.history.known_since IS 'First day on which this was known (publication, Europe/Berlin)';
COMMENT ON COLUMN lagebild.history.known_until IS 'Day on which another estimate took its place; null: it stands';
COMMENT ON COLUMN lagebild.history.track_id IS 'Id of the track; it may be gone from today''s ledger';

CREATE FUNCTION lagebild.known_on(day date)
    RETURNS TABLE (
        dossier_id text, dossier text, measure text, unit text, place_id text, place text,
        low numeric, best numeric, high numeric, origins integer, rule text, why text, known_since date, track_id text
    )
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
SELECT h.dossier_id, h.dossier, h.measure, h.unit, h.place_id, h.place,
       h.low, h.best, h.high, h.origins, h.rule, h.why, h.known_since, h.track_id
  FROM lagebild.history AS h
 WHERE h.known_since <= known_on.day
   AND (h.known_until IS NULL OR h.known_until > known_on.day)
   AND h.rule <> 'nothing-admissible'
$$;
COMMENT ON FUNCTION lagebild.known_on IS
    'The ledger as articles published until the end of that day bore it out: one row per track that had an estimate then, with the day since when it was known. Filter by dossier_id.';

CREATE INDEX claims_uncertain ON lagebild.claims (gist_id) WHERE reason = 'uncertain';

CREATE VIEW lagebild.review_queue AS
SELECT t.dossier_id,
       d.label AS dossier,
       t.measure,
       t.place_label AS place,
       c.figure_text AS figure,
       p.origin_label AS origin,
       c.confidence,
       c.rule,
       c.sentence,
       c.section,
       x.outlet,
       x.published_on,
       x.url,
       x.origin_file AS file,
       c.claim_id,
       c.document_id,
       p.position_id,
       t.track_id
  FROM lagebild.tracks AS t
  JOIN lagebild.dossiers AS d USING (dossier_id)
  JOIN lagebild.positions AS p USING (track_id)
  JOIN lagebild.tallies AS g USING (position_id)
  JOIN lagebild.claims AS c ON c.gist_id = g.gist_id AND c.reason = 'uncertain'
  JOIN lagebild.documents AS x USING (document_id);
COMMENT ON VIEW lagebild.review_queue IS
    'One row per claim that was read with too little confidence to be counted: for a person to look at.';
COMMENT ON COLUMN lagebild.review_queue.dossier_id IS 'Id of event and counted group; filter by it';
COMMENT ON COLUMN lagebild.review_queue.dossier IS 'Name of the dossier for people';
COMMENT ON COLUMN lagebild.review_queue.measure IS 'killed, wounded, casualties, deployed, …, or other:<Nomen>';
COMMENT ON COLUMN lagebild.review_queue.place IS 'Name of the place; null: the whole event';
COMMENT ON COLUMN lagebild.review_queue.figure IS 'The figure''s words in the article, hedge included';
COMMENT ON COLUMN lagebild.review_queue.origin IS 'Who says it in the end';
COMMENT ON COLUMN lagebild.review_queue.confidence IS 'How sure the extractor is, 0 to 1';
COMMENT ON COLUMN lagebild.review_queue.rule IS 'Id of the rule that read the figure';
COMMENT ON COLUMN lagebild.review_queue.sentence IS 'The sentence that bears it out, verbatim';
COMMENT ON COLUMN lagebild.review_queue.section IS 'Where it stands: headline, subheading, lead, body, infobox';
COMMENT ON COLUMN lagebild.review_queue.outlet IS 'Who published the article; null: unknown';
COMMENT ON COLUMN lagebild.review_queue.published_on IS 'Day of publication in Europe/Berlin; null: unknown';
COMMENT ON COLUMN lagebild.review_queue.url IS 'Where the article was published; null: unknown';
COMMENT ON COLUMN lagebild.review_queue.file IS 'The file it was read from, below the inbox';
COMMENT ON COLUMN lagebild.review_queue.claim_id IS 'Id of the claim';
COMMENT ON COLUMN lagebild.review_queue.document_id IS 'Id of the article';
COMMENT ON COLUMN lagebild.review_queue.position_id IS 'The position it belongs to';
COMMENT ON COLUMN lagebild.review_queue.track_id IS 'The track it belongs to';

GRANT SELECT ON lagebild.review_queue, lagebild.history TO lagebild_reader;
GRANT EXECUTE ON FUNCTION lagebild.known_on TO lagebild_reader;
