-- depends: 0002.ledger
-- What users read. The columns of these views are a promise; the tables below them are not.
-- docs/postgres.md explains each with queries that a test runs.

CREATE FUNCTION lagebild.write_figure(modifier text, point numeric, low numeric, high numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE modifier
        WHEN 'exact' THEN trim_scale(point)::text
        WHEN 'range' THEN trim_scale(low)::text || ' to ' || trim_scale(high)::text
        WHEN 'vague' THEN 'from ' || trim_scale(low)::text || ' (vague)'
        ELSE replace(modifier, '_', ' ') || ' ' || trim_scale(coalesce(point, low, high))::text
    END;
COMMENT ON FUNCTION lagebild.write_figure IS 'A literal figure for people: about 300, at least 12000, 20000 to 30000';

CREATE VIEW lagebild.ledger AS
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
COMMENT ON VIEW lagebild.ledger IS
    'One row per track: what all articles come to on one measure of a dossier at one place, as it stands today.';
COMMENT ON COLUMN lagebild.ledger.dossier_id IS 'Id of event and counted group; filter by it';
COMMENT ON COLUMN lagebild.ledger.dossier IS 'Name of the dossier for people';
COMMENT ON COLUMN lagebild.ledger.measure IS 'killed, wounded, casualties (killed and wounded), deployed, …, or other:<Nomen>';
COMMENT ON COLUMN lagebild.ledger.unit IS 'person, EUR, USD, CHF, km2, or the counted noun''s lemma';
COMMENT ON COLUMN lagebild.ledger.place_id IS 'Id of the place; null: the whole event';
COMMENT ON COLUMN lagebild.ledger.place IS 'Name of the place; null: the whole event';
COMMENT ON COLUMN lagebild.ledger.low IS 'The lowest admissible figure; null: open, or nothing admissible';
COMMENT ON COLUMN lagebild.ledger.best IS 'The figure with most independent origins, then the latest; null: none qualifies';
COMMENT ON COLUMN lagebild.ledger.high IS 'The highest admissible figure; null: open, or nothing admissible';
COMMENT ON COLUMN lagebild.ledger.origins IS 'Number of independent origins behind the estimate; 0: nothing admissible';
COMMENT ON COLUMN lagebild.ledger.rule IS 'Name of the rule that chose best';
COMMENT ON COLUMN lagebild.ledger.why IS 'One sentence that says how the estimate came about';
COMMENT ON COLUMN lagebild.ledger.positions IS 'How many different things origins say on this track, replaced ones included';
COMMENT ON COLUMN lagebild.ledger.articles IS 'How many articles say them';
COMMENT ON COLUMN lagebild.ledger.first_said IS 'Day of the first article';
COMMENT ON COLUMN lagebild.ledger.last_said IS 'Day of the last article';
COMMENT ON COLUMN lagebild.ledger.track_id IS 'Id of the track; the key in lagebild.assessments.v1';

CREATE VIEW lagebild.timeline AS
SELECT d.dossier_id, d.label AS dossier, t.measure, t.unit, t.place_label AS place,
       'estimate' AS entry,
       h.known_on AS day,
       NULL::text AS origin,
       trim_scale(h.low) AS low,
       trim_scale(h.best) AS best,
       trim_scale(h.high) AS high,
       NULL::boolean AS current,
       h.why AS note,
       t.track_id
  FROM lagebild.estimate_history AS h
  JOIN lagebild.tracks AS t USING (track_id)
  JOIN lagebild.dossiers AS d USING (dossier_id)
UNION ALL
SELECT d.dossier_id, d.label, t.measure, t.unit, t.place_label,
       'position',
       p.effective,
       p.origin_label,
       trim_scale(p.low),
       trim_scale(p.point),
       trim_scale(p.high),
       p.current,
       lagebild.write_figure(p.modifier, p.point, p.low, p.high) || ' (' || p.aspect || ')',
       t.track_id
  FROM lagebild.positions AS p
  JOIN lagebild.tracks AS t USING (track_id)
  JOIN lagebild.dossiers AS d USING (dossier_id);
COMMENT ON VIEW lagebild.timeline IS
    'Two times in one list: estimates by the day since when they were known, and positions by the day as of which they hold.';
COMMENT ON COLUMN lagebild.timeline.dossier_id IS 'Id of event and counted group; filter by it';
COMMENT ON COLUMN lagebild.timeline.dossier IS 'Name of the dossier for people';
COMMENT ON COLUMN lagebild.timeline.measure IS 'killed, wounded, casualties, deployed, …, or other:<Nomen>';
COMMENT ON COLUMN lagebild.timeline.unit IS 'person, EUR, USD, CHF, km2, or the counted noun''s lemma';
COMMENT ON COLUMN lagebild.timeline.place IS 'Name of the place; null: the whole event';
COMMENT ON COLUMN lagebild.timeline.entry IS 'estimate: known from that day on, until the track''s next estimate; position: holds as of that day';
COMMENT ON COLUMN lagebild.timeline.day IS 'The day; null for positions without any date';
COMMENT ON COLUMN lagebild.timeline.origin IS 'Who says it; null for estimates';
COMMENT ON COLUMN lagebild.timeline.low IS 'Lower end; null: open';
COMMENT ON COLUMN lagebild.timeline.best IS 'Best figure of an estimate, the literal figure of a position; null: none';
COMMENT ON COLUMN lagebild.timeline.high IS 'Upper end; null: open';
COMMENT ON COLUMN lagebild.timeline.current IS 'For positions: whether no later one of the same origin replaces it';
COMMENT ON COLUMN lagebild.timeline.note IS 'For estimates why; for positions the figure with its hedge and aspect';
COMMENT ON COLUMN lagebild.timeline.track_id IS 'Id of the track';

CREATE VIEW lagebild.evidence AS
SELECT t.dossier_id,
       c.dossier_id AS base_id,
       c.measure,
       c.subject_label AS subject,
       c.place_label AS place,
       c.figure_text AS figure,
       trim_scale(c.point) AS point,
       trim_scale(c.low) AS low,
       trim_scale(c.high) AS high,
       c.modifier,
       c.unit,
       c.aspect,
       s.label AS source,
       c.source_via AS via,
       p.origin_label AS origin,
       c.sentence,
       c.prefix,
       c.suffix,
       c.section,
       c.modality,
       c.as_of,
       p.effective,
       x.published_on,
       x.published,
       x.updated,
       x.outlet,
       x.headline,
       x.url,
       x.origin_file AS file,
       c.admissible,
       c.reason,
       p.current,
       c.confidence,
       c.rule,
       c.claim_id,
       c.document_id,
       p.position_id,
       t.track_id
  FROM lagebild.tracks AS t
  JOIN lagebild.positions AS p USING (track_id)
  JOIN lagebild.tallies AS g USING (position_id)
  JOIN lagebild.claims AS c USING (gist_id)
  JOIN lagebild.documents AS x USING (document_id)
  LEFT JOIN lagebild.sources AS s USING (source_key);
COMMENT ON VIEW lagebild.evidence IS
    'One row per claim of a live article: the figure, who says it, and the very sentence.';
COMMENT ON COLUMN lagebild.evidence.dossier_id IS 'Id of event and counted group; filter by it';
COMMENT ON COLUMN lagebild.evidence.base_id IS 'The same without the episode of an unnamed event';
COMMENT ON COLUMN lagebild.evidence.measure IS 'killed, wounded, casualties, deployed, …, or other:<Nomen>';
COMMENT ON COLUMN lagebild.evidence.subject IS 'Who or what is counted';
COMMENT ON COLUMN lagebild.evidence.place IS 'Where; null: the whole event';
COMMENT ON COLUMN lagebild.evidence.figure IS 'The figure''s words in the article, hedge included';
COMMENT ON COLUMN lagebild.evidence.point IS 'The figure as a number; null for ranges and vague figures';
COMMENT ON COLUMN lagebild.evidence.low IS 'Literal lower end; null: open';
COMMENT ON COLUMN lagebild.evidence.high IS 'Literal upper end; null: open';
COMMENT ON COLUMN lagebild.evidence.modifier IS 'exact, about, just_under, just_over, at_least, more_than, at_most, less_than, range, vague';
COMMENT ON COLUMN lagebild.evidence.unit IS 'person, EUR, USD, CHF, km2, or the counted noun''s lemma';
COMMENT ON COLUMN lagebild.evidence.aspect IS 'total (running count), increment (further), current (now there), subset (among them)';
COMMENT ON COLUMN lagebild.evidence.source IS 'The source that the text names; null: the outlet''s own voice';
COMMENT ON COLUMN lagebild.evidence.via IS 'Media and spokespeople between source and article';
COMMENT ON COLUMN lagebild.evidence.origin IS 'Who says it in the end';
COMMENT ON COLUMN lagebild.evidence.sentence IS 'The sentence that bears it out, verbatim';
COMMENT ON COLUMN lagebild.evidence.prefix IS '32 characters before the sentence';
COMMENT ON COLUMN lagebild.evidence.suffix IS '32 characters behind the sentence';
COMMENT ON COLUMN lagebild.evidence.section IS 'Where it stands: headline, subheading, lead, body, infobox';
COMMENT ON COLUMN lagebild.evidence.modality IS 'denied, possible, planned, reported, estimated, confirmed, stated';
COMMENT ON COLUMN lagebild.evidence.as_of IS 'As of when the figure holds, EDTF; null: not said';
COMMENT ON COLUMN lagebild.evidence.effective IS 'The day by which it is ordered: end of the as-of, else publication; null: undated';
COMMENT ON COLUMN lagebild.evidence.published_on IS 'Day of publication in Europe/Berlin; null: unknown';
COMMENT ON COLUMN lagebild.evidence.published IS 'Publication as the outlet gives it, ISO 8601';
COMMENT ON COLUMN lagebild.evidence.updated IS 'Latest change as the outlet gives it, ISO 8601';
COMMENT ON COLUMN lagebild.evidence.outlet IS 'Who published the article; null: unknown';
COMMENT ON COLUMN lagebild.evidence.headline IS 'The article''s headline';
COMMENT ON COLUMN lagebild.evidence.url IS 'Where the article was published; null: unknown';
COMMENT ON COLUMN lagebild.evidence.file IS 'The file it was read from, below the inbox';
COMMENT ON COLUMN lagebild.evidence.admissible IS 'Whether it may enter an estimate';
COMMENT ON COLUMN lagebild.evidence.reason IS 'Why it may not; null where it may';
COMMENT ON COLUMN lagebild.evidence.current IS 'Whether no later figure of the same origin replaces it';
COMMENT ON COLUMN lagebild.evidence.confidence IS 'How sure the extractor is, 0 to 1';
COMMENT ON COLUMN lagebild.evidence.rule IS 'Id of the rule that read the figure';
COMMENT ON COLUMN lagebild.evidence.claim_id IS 'Id of the claim';
COMMENT ON COLUMN lagebild.evidence.document_id IS 'Id of the article; the key in lagebild.articles.v1 and lagebild.claims.v1';
COMMENT ON COLUMN lagebild.evidence.position_id IS 'The position it belongs to';
COMMENT ON COLUMN lagebild.evidence.track_id IS 'The track it belongs to';

CREATE VIEW lagebild.conflicts AS
SELECT d.dossier_id, d.label AS dossier, q.measures,
       f.kind, f.severity, f.why,
       q.figures, q.origins, q.sentences, q.sections, q.outlets, q.urls, q.days, q.files,
       f.document_id,
       f.discrepancy_id AS conflict_id
  FROM (
       SELECT discrepancy_id, dossier_id, kind, severity, document_id, claims, why FROM lagebild.discrepancies
       UNION ALL
       SELECT discrepancy_id, dossier_id, kind, severity, document_id, claims, why FROM lagebild.audit_findings
       ) AS f
  JOIN lagebild.dossiers AS d USING (dossier_id)
 CROSS JOIN LATERAL (
       SELECT array_agg(c.measure ORDER BY o.place) AS measures,
              array_agg(c.figure_text ORDER BY o.place) AS figures,
              array_agg(c.origin_label ORDER BY o.place) AS origins,
              array_agg(c.sentence ORDER BY o.place) AS sentences,
              array_agg(c.section ORDER BY o.place) AS sections,
              array_agg(x.outlet ORDER BY o.place) AS outlets,
              array_agg(x.url ORDER BY o.place) AS urls,
              array_agg(x.published_on ORDER BY o.place) AS days,
              array_agg(x.origin_file ORDER BY o.place) AS files
         FROM unnest(f.claims) WITH ORDINALITY AS o (claim_id, place)
         JOIN lagebild.claims AS c USING (claim_id)
         JOIN lagebild.documents AS x USING (document_id)
       ) AS q;
COMMENT ON VIEW lagebild.conflicts IS
    'One row per thing that cannot all be right: articles against themselves, sums that fail, stale figures, origins that contradict each other. The arrays run in parallel, one element per claim; of an article against itself the first is the headline''s, subheading''s or box''s.';
COMMENT ON COLUMN lagebild.conflicts.dossier_id IS 'Id of event and counted group; filter by it';
COMMENT ON COLUMN lagebild.conflicts.dossier IS 'Name of the dossier for people';
COMMENT ON COLUMN lagebild.conflicts.measures IS 'What each figure counts';
COMMENT ON COLUMN lagebild.conflicts.kind IS 'headline_…, infobox_…, sum_mismatch, part_exceeds_whole, total_falls, stale_figure, contradiction';
COMMENT ON COLUMN lagebild.conflicts.severity IS 'minor (a hedge, a contradiction that has been superseded) or major';
COMMENT ON COLUMN lagebild.conflicts.why IS 'One sentence with the figures';
COMMENT ON COLUMN lagebild.conflicts.figures IS 'The figures in the articles'' words';
COMMENT ON COLUMN lagebild.conflicts.origins IS 'Who says each';
COMMENT ON COLUMN lagebild.conflicts.sentences IS 'The sentence that bears out each';
COMMENT ON COLUMN lagebild.conflicts.sections IS 'Where each stands: headline, subheading, lead, body, infobox';
COMMENT ON COLUMN lagebild.conflicts.outlets IS 'Who published each; null: unknown';
COMMENT ON COLUMN lagebild.conflicts.urls IS 'Where each was published; null: unknown';
COMMENT ON COLUMN lagebild.conflicts.days IS 'When each was published; null: unknown';
COMMENT ON COLUMN lagebild.conflicts.files IS 'The file of each';
COMMENT ON COLUMN lagebild.conflicts.document_id IS 'The article that contradicts itself or is stale; null: several articles';
COMMENT ON COLUMN lagebild.conflicts.conflict_id IS 'Id of the discrepancy; the key in lagebild.discrepancies.v1';

CREATE VIEW lagebild.connections AS
SELECT d.dossier_id, d.label AS dossier, t.measure, t.place_label AS place,
       r.kind,
       f.origins AS from_origins,
       f.figures AS from_figures,
       f.days AS from_days,
       p.origin_label AS to_origin,
       lagebild.write_figure(p.modifier, p.point, p.low, p.high) AS to_figure,
       p.effective AS to_day,
       trim_scale(r.delta) AS delta,
       r.why,
       r.parts AS from_positions,
       r.to_position,
       r.relation_id
  FROM lagebild.relations AS r
  JOIN lagebild.dossiers AS d USING (dossier_id)
  JOIN lagebild.positions AS p ON p.position_id = r.to_position
  JOIN lagebild.tracks AS t USING (track_id)
 CROSS JOIN LATERAL (
       SELECT array_agg(q.origin_label ORDER BY o.place) AS origins,
              array_agg(lagebild.write_figure(q.modifier, q.point, q.low, q.high) ORDER BY o.place) AS figures,
              array_agg(q.effective ORDER BY o.place) AS days
         FROM unnest(r.parts) WITH ORDINALITY AS o (position_id, place)
         JOIN lagebild.positions AS q USING (position_id)
       ) AS f;
COMMENT ON VIEW lagebild.connections IS
    'One row per relation between positions: what replaces, repeats, contradicts, refines, is part of or adds up to what.';
COMMENT ON COLUMN lagebild.connections.dossier_id IS 'Id of event and counted group; filter by it';
COMMENT ON COLUMN lagebild.connections.dossier IS 'Name of the dossier for people';
COMMENT ON COLUMN lagebild.connections.measure IS 'Measure of the position it leads to';
COMMENT ON COLUMN lagebild.connections.place IS 'Place of the position it leads to; null: the whole event';
COMMENT ON COLUMN lagebild.connections.kind IS 'supersedes, corroborates, contradicts, refines, part_of, sums_to';
COMMENT ON COLUMN lagebild.connections.from_origins IS 'Who says what it starts from: one, or for sums_to one per summand';
COMMENT ON COLUMN lagebild.connections.from_figures IS 'The figures it starts from';
COMMENT ON COLUMN lagebild.connections.from_days IS 'The days as of which they hold';
COMMENT ON COLUMN lagebild.connections.to_origin IS 'Who says what it leads to: the newer, the whole, the sum';
COMMENT ON COLUMN lagebild.connections.to_figure IS 'The figure it leads to';
COMMENT ON COLUMN lagebild.connections.to_day IS 'The day as of which that holds';
COMMENT ON COLUMN lagebild.connections.delta IS 'For supersedes: newer minus older';
COMMENT ON COLUMN lagebild.connections.why IS 'One sentence with the figures';
COMMENT ON COLUMN lagebild.connections.from_positions IS 'Ids of the positions it starts from';
COMMENT ON COLUMN lagebild.connections.to_position IS 'Id of the position it leads to';
COMMENT ON COLUMN lagebild.connections.relation_id IS 'Id of the relation';

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
