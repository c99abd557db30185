-- State of a dossier is what is said, not who repeats it: claims are counted in tallies, and only those are loaded.
-- depends: 0005.article-details

-- What was reconciled before has no tallies: it goes, and comes back when its claim sets are delivered again.
DELETE FROM lagebild.dossiers;
DELETE FROM lagebild.documents;
DELETE FROM lagebild.ended_versions;

CREATE TABLE lagebild.tallies (
    gist_id     text COLLATE "C" PRIMARY KEY,
    base_id     text COLLATE "C" NOT NULL REFERENCES lagebild.dossier_bases,
    gist        json NOT NULL,
    mentions    integer NOT NULL,
    first       json NOT NULL,
    last        json NOT NULL,
    position_id text COLLATE "C"
);
ALTER TABLE lagebild.tallies SET (fillfactor = 70);
CREATE INDEX tallies_base_id ON lagebild.tallies (base_id);
CREATE INDEX tallies_position_id ON lagebild.tallies (position_id);
COMMENT ON TABLE lagebild.tallies IS
    'What articles say, counted: claims that differ in nothing but their article are one row here. All that reconciling a dossier loads.';
COMMENT ON COLUMN lagebild.tallies.gist_id IS 'Hash of base dossier and gist';
COMMENT ON COLUMN lagebild.tallies.base_id IS 'Event and counted group as the claims name them';
COMMENT ON COLUMN lagebild.tallies.gist IS 'Everything that reconciling asks of a claim, save which article makes it';
COMMENT ON COLUMN lagebild.tallies.mentions IS 'Number of claims';
COMMENT ON COLUMN lagebild.tallies.first IS 'The first claims: day, moment, claim, document, company of each';
COMMENT ON COLUMN lagebild.tallies.last IS 'The last claims';
COMMENT ON COLUMN lagebild.tallies.position_id IS 'The position it belongs to; null: only ended versions say it';

CREATE TABLE lagebild.companies (
    company_id text COLLATE "C" PRIMARY KEY,
    base_id    text COLLATE "C" NOT NULL REFERENCES lagebild.dossier_bases,
    gist_ids   text[] NOT NULL,
    documents  integer NOT NULL
);
ALTER TABLE lagebild.companies SET (fillfactor = 70);
CREATE INDEX companies_base_id ON lagebild.companies (base_id);
COMMENT ON TABLE lagebild.companies IS
    'Which gists live articles tell together, and how many tell exactly these: for sums, parts and counts of articles.';
COMMENT ON COLUMN lagebild.companies.company_id IS 'Hash of base dossier and gists';
COMMENT ON COLUMN lagebild.companies.base_id IS 'Event and counted group as the claims name them';
COMMENT ON COLUMN lagebild.companies.gist_ids IS 'The gists, in order';
COMMENT ON COLUMN lagebild.companies.documents IS 'Number of articles';

ALTER TABLE lagebild.claims
    ADD COLUMN gist_id    text COLLATE "C" NOT NULL,
    ADD COLUMN company_id text COLLATE "C" NOT NULL,
    ADD COLUMN known      text COLLATE "C" NOT NULL,
    ADD COLUMN instant    text COLLATE "C" NOT NULL;
CREATE INDEX claims_gist_id ON lagebild.claims (gist_id, known, instant, claim_id);
COMMENT ON COLUMN lagebild.claims.gist_id IS 'The tally that counts it, and by it the position';
COMMENT ON COLUMN lagebild.claims.company_id IS 'What else its article says of the dossier; see companies';
COMMENT ON COLUMN lagebild.claims.known IS 'Day since when it can be read; empty: unknown';
COMMENT ON COLUMN lagebild.claims.instant IS 'Moment of publication in UTC; ~ where no time of day is given';

ALTER TABLE lagebild.ended_claims
    ADD COLUMN gist_id    text COLLATE "C",
    ADD COLUMN company_id text COLLATE "C",
    ADD COLUMN known      text COLLATE "C" NOT NULL,
    ADD COLUMN instant    text COLLATE "C" NOT NULL;
CREATE INDEX ended_claims_gist_id ON lagebild.ended_claims (gist_id, known, instant, claim_id);
COMMENT ON COLUMN lagebild.ended_claims.gist_id IS 'The tally that counts it; null: it is in no view of the past';
COMMENT ON COLUMN lagebild.ended_claims.company_id IS 'Empty: what an ended version says together is not looked at';
COMMENT ON COLUMN lagebild.ended_claims.known IS 'Day since when it could be read; empty: unknown';
COMMENT ON COLUMN lagebild.ended_claims.instant IS 'Moment of publication in UTC; ~ where no time of day is given';

CREATE TABLE lagebild.copy_bands (
    band        bigint NOT NULL,
    known       text COLLATE "C" NOT NULL,
    document_id text COLLATE "C" NOT NULL,
    version     text COLLATE "C" NOT NULL,
    PRIMARY KEY (band, known, document_id, version)
);
COMMENT ON TABLE lagebild.copy_bands IS
    'Parts of the fingerprints of texts that speak for themselves in a dossier: texts that share one may be copies.';
COMMENT ON COLUMN lagebild.copy_bands.band IS 'Hash of base dossier, place and content of some slots';
COMMENT ON COLUMN lagebild.copy_bands.known IS 'Day since when the text can be read; ~ where unknown';
COMMENT ON COLUMN lagebild.copy_bands.document_id IS 'The document';
COMMENT ON COLUMN lagebild.copy_bands.version IS 'The version whose text it is';

CREATE TABLE lagebild.copies (
    base_id          text COLLATE "C" NOT NULL REFERENCES lagebild.dossier_bases,
    document_id      text COLLATE "C" NOT NULL,
    version          text COLLATE "C" NOT NULL,
    speaker_document text COLLATE "C" NOT NULL,
    speaker_version  text COLLATE "C" NOT NULL,
    PRIMARY KEY (base_id, document_id, version)
);
CREATE INDEX copies_speaker ON lagebild.copies (base_id, speaker_document, speaker_version);
COMMENT ON TABLE lagebild.copies IS
    'Articles that share their text and are one voice in a dossier: each with the one that speaks for all, which names itself.';
COMMENT ON COLUMN lagebild.copies.base_id IS 'Event and counted group as the claims name them';
COMMENT ON COLUMN lagebild.copies.document_id IS 'The copy';
COMMENT ON COLUMN lagebild.copies.version IS 'Its version';
COMMENT ON COLUMN lagebild.copies.speaker_document IS 'The document that speaks for all its copies: the first that is live';
COMMENT ON COLUMN lagebild.copies.speaker_version IS 'Its version';

ALTER TABLE lagebild.audit_findings ADD COLUMN base_id text COLLATE "C" NOT NULL;
CREATE INDEX audit_findings_base_id ON lagebild.audit_findings (base_id);
COMMENT ON COLUMN lagebild.audit_findings.base_id IS 'Event and counted group as the claims name them';
COMMENT ON COLUMN lagebild.audit_findings.dossier_id IS 'The dossier it belongs to: the base, or an episode of it';
COMMENT ON TABLE lagebild.discrepancies IS
    'What cannot all be right between articles: sums that fail, stale figures, origins that contradict each other. What one article says against itself stands in audit_findings.';

ALTER TABLE lagebild.positions
    ADD COLUMN claims         text[] NOT NULL,
    ADD COLUMN documents      text[] NOT NULL,
    ADD COLUMN claim_count    integer NOT NULL,
    ADD COLUMN document_count integer NOT NULL;
COMMENT ON COLUMN lagebild.positions.claims IS 'Ids of the first claims that say so; the view evidence has all';
COMMENT ON COLUMN lagebild.positions.documents IS 'Ids of their articles';
COMMENT ON COLUMN lagebild.positions.claim_count IS 'Number of all claims that say so';
COMMENT ON COLUMN lagebild.positions.document_count IS 'Number of all articles that say so';

ALTER TABLE lagebild.tracks ADD COLUMN document_count integer NOT NULL;
COMMENT ON COLUMN lagebild.tracks.document_count IS 'Number of articles that say anything on it';

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
       ) AS s;

CREATE OR REPLACE VIEW lagebild.evidence AS
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

CREATE OR REPLACE VIEW lagebild.conflicts AS
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

DROP TABLE lagebild.position_claims;
