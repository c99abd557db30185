-- depends: 0001.documents-and-claims
-- What the claims come to. Every row here is a function of the live claims and is written by the reconciler alone.

CREATE TABLE lagebild.dossier_bases (
    base_id text COLLATE "C" PRIMARY KEY
);
COMMENT ON TABLE lagebild.dossier_bases IS
    'Event and counted group as claims name them. A worker locks the rows of what it reconciles, in the order of ids.';
COMMENT ON COLUMN lagebild.dossier_bases.base_id IS 'claims.dossier_id';

CREATE TABLE lagebild.tallies (
    gist_id     text COLLATE "C" PRIMARY KEY,
    base_id     text COLLATE "C" NOT NULL REFERENCES lagebild.dossier_bases,
    gist        json NOT NULL,
    mentions    integer NOT NULL,
    first       json NOT NULL,
    last        json NOT NULL,
    position_id text COLLATE "C"
) WITH (fillfactor = 70);
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
) WITH (fillfactor = 70);
CREATE INDEX companies_base_id ON lagebild.companies (base_id);
COMMENT ON TABLE lagebild.companies IS
    'Which gists live articles tell together, and how many tell exactly these: for sums, parts and counts of articles.';
COMMENT ON COLUMN lagebild.companies.company_id IS 'Hash of base dossier and gists';
COMMENT ON COLUMN lagebild.companies.base_id IS 'Event and counted group as the claims name them';
COMMENT ON COLUMN lagebild.companies.gist_ids IS 'The gists, in order';
COMMENT ON COLUMN lagebild.companies.documents IS 'Number of articles';

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

CREATE TABLE lagebild.dossiers (
    dossier_id text COLLATE "C" PRIMARY KEY,
    base_id    text COLLATE "C" NOT NULL REFERENCES lagebild.dossier_bases,
    label      text NOT NULL
);
CREATE INDEX dossiers_base_id ON lagebild.dossiers (base_id);
COMMENT ON TABLE lagebild.dossiers IS
    'An event and a counted group: all measures of the group meet here, since they bound each other.';
COMMENT ON COLUMN lagebild.dossiers.dossier_id IS 'The base id; for episodes of an unnamed event, with the episode';
COMMENT ON COLUMN lagebild.dossiers.base_id IS 'Event and counted group as claims name them';
COMMENT ON COLUMN lagebild.dossiers.label IS 'Name for people';

CREATE TABLE lagebild.tracks (
    track_id       text COLLATE "C" PRIMARY KEY,
    dossier_id     text COLLATE "C" NOT NULL REFERENCES lagebild.dossiers ON DELETE CASCADE,
    measure        text COLLATE "C" NOT NULL,
    unit           text COLLATE "C" NOT NULL,
    place_id       text COLLATE "C",
    place_label    text,
    place_within   text[],
    document_count integer NOT NULL,
    is_past        boolean NOT NULL DEFAULT false
);
CREATE INDEX tracks_dossier_id ON lagebild.tracks (dossier_id);
COMMENT ON TABLE lagebild.tracks IS 'One measure of a dossier, in one unit, at one place.';
COMMENT ON COLUMN lagebild.tracks.track_id IS 'Hash of dossier, measure, unit and place';
COMMENT ON COLUMN lagebild.tracks.dossier_id IS 'The dossier it belongs to';
COMMENT ON COLUMN lagebild.tracks.measure IS 'killed, wounded, casualties, deployed, …, or other:<Nomen>';
COMMENT ON COLUMN lagebild.tracks.unit IS 'person, EUR, USD, CHF, km2, or the counted noun''s lemma';
COMMENT ON COLUMN lagebild.tracks.place_id IS 'Id of the place; null: the whole event';
COMMENT ON COLUMN lagebild.tracks.place_label IS 'The place''s name for people';
COMMENT ON COLUMN lagebild.tracks.place_within IS 'Ids of the places that contain it, nearest first';
COMMENT ON COLUMN lagebild.tracks.document_count IS 'Number of articles that say anything on it';
COMMENT ON COLUMN lagebild.tracks.is_past IS
    'True where no live article says anything on it any more: its history alone is left, it is in no view of today';

CREATE TABLE lagebild.positions (
    position_id    text COLLATE "C" PRIMARY KEY,
    track_id       text COLLATE "C" NOT NULL REFERENCES lagebild.tracks ON DELETE CASCADE,
    origin_id      text COLLATE "C" NOT NULL,
    origin_label   text NOT NULL,
    point          numeric,
    low            numeric,
    high           numeric,
    modifier       text NOT NULL,
    unit           text COLLATE "C" NOT NULL,
    aspect         text NOT NULL,
    as_of          text[] NOT NULL,
    effective      date,
    first_said     date,
    last_said      date,
    current        boolean NOT NULL,
    admissible     boolean NOT NULL,
    claims         text[] NOT NULL,
    documents      text[] NOT NULL,
    claim_count    integer NOT NULL,
    document_count integer NOT NULL
);
CREATE INDEX positions_track_id ON lagebild.positions (track_id);
COMMENT ON TABLE lagebild.positions IS
    'What one origin says on a track, however many articles repeat it.';
COMMENT ON COLUMN lagebild.positions.position_id IS 'Stable id of the position';
COMMENT ON COLUMN lagebild.positions.track_id IS 'The track it is about';
COMMENT ON COLUMN lagebild.positions.origin_id IS 'Id of who says it in the end';
COMMENT ON COLUMN lagebild.positions.origin_label IS 'The origin''s name for people';
COMMENT ON COLUMN lagebild.positions.point IS 'The figure itself; null for ranges and vague figures';
COMMENT ON COLUMN lagebild.positions.low IS 'Literal lower end; null: open';
COMMENT ON COLUMN lagebild.positions.high IS 'Literal upper end; null: open';
COMMENT ON COLUMN lagebild.positions.modifier IS 'exact, about, just_under, just_over, at_least, more_than, at_most, less_than, range, vague';
COMMENT ON COLUMN lagebild.positions.unit IS 'Unit of the figure, as on the track';
COMMENT ON COLUMN lagebild.positions.aspect IS 'total, increment, current, subset: only equal aspects compare';
COMMENT ON COLUMN lagebild.positions.as_of IS 'The dates given, EDTF';
COMMENT ON COLUMN lagebild.positions.effective IS 'End of the as-of, else the day of publication; null: undated';
COMMENT ON COLUMN lagebild.positions.first_said IS 'Day of the first article that says so; null: no article is dated';
COMMENT ON COLUMN lagebild.positions.last_said IS 'Day of the last article that says so; null: no article is dated';
COMMENT ON COLUMN lagebild.positions.current IS 'Whether no later position of the same origin replaces it';
COMMENT ON COLUMN lagebild.positions.admissible IS 'Whether it may enter an estimate';
COMMENT ON COLUMN lagebild.positions.claims IS 'Ids of the first claims that say so; the view evidence has all';
COMMENT ON COLUMN lagebild.positions.documents IS 'Ids of their articles';
COMMENT ON COLUMN lagebild.positions.claim_count IS 'Number of all claims that say so';
COMMENT ON COLUMN lagebild.positions.document_count IS 'Number of all articles that say so';

CREATE TABLE lagebild.relations (
    relation_id text COLLATE "C" PRIMARY KEY,
    dossier_id  text COLLATE "C" NOT NULL REFERENCES lagebild.dossiers ON DELETE CASCADE,
    kind        text NOT NULL,
    parts       text[] NOT NULL,
    to_position text COLLATE "C" NOT NULL,
    delta       numeric,
    why         text NOT NULL
);
CREATE INDEX relations_dossier_id ON lagebild.relations (dossier_id);
COMMENT ON TABLE lagebild.relations IS 'How positions of a dossier stand to each other.';
COMMENT ON COLUMN lagebild.relations.relation_id IS 'Stable id of the relation';
COMMENT ON COLUMN lagebild.relations.dossier_id IS 'The dossier whose positions it connects';
COMMENT ON COLUMN lagebild.relations.kind IS 'supersedes, corroborates, contradicts, refines, part_of, sums_to';
COMMENT ON COLUMN lagebild.relations.parts IS 'Ids of the positions it starts from: one, or for sums_to all summands';
COMMENT ON COLUMN lagebild.relations.to_position IS 'Id of the position it leads to: the newer, the whole, the sum';
COMMENT ON COLUMN lagebild.relations.delta IS 'For supersedes: newer minus older';
COMMENT ON COLUMN lagebild.relations.why IS 'One sentence with the figures';

CREATE TABLE lagebild.discrepancies (
    discrepancy_id text COLLATE "C" PRIMARY KEY,
    dossier_id     text COLLATE "C" NOT NULL REFERENCES lagebild.dossiers ON DELETE CASCADE,
    kind           text NOT NULL,
    severity       text NOT NULL,
    document_id    text COLLATE "C",
    claims         text[] NOT NULL,
    why            text NOT NULL
);
CREATE INDEX discrepancies_dossier_id ON lagebild.discrepancies (dossier_id);
COMMENT ON TABLE lagebild.discrepancies IS
    'What cannot all be right between articles: sums that fail, stale figures, origins that contradict each other. What one article says against itself stands in audit_findings.';
COMMENT ON COLUMN lagebild.discrepancies.discrepancy_id IS 'Stable id; the key in lagebild.discrepancies.v1';
COMMENT ON COLUMN lagebild.discrepancies.dossier_id IS 'The dossier it belongs to';
COMMENT ON COLUMN lagebild.discrepancies.kind IS 'headline_…, infobox_…, sum_mismatch, part_exceeds_whole, total_falls, stale_figure, contradiction';
COMMENT ON COLUMN lagebild.discrepancies.severity IS 'minor or major';
COMMENT ON COLUMN lagebild.discrepancies.document_id IS 'The article that contradicts itself or is stale; null: several articles';
COMMENT ON COLUMN lagebild.discrepancies.claims IS 'Ids of the claims on both sides';
COMMENT ON COLUMN lagebild.discrepancies.why IS 'One sentence with the figures';

CREATE TABLE lagebild.estimates (
    track_id text COLLATE "C" PRIMARY KEY REFERENCES lagebild.tracks ON DELETE CASCADE,
    low      numeric,
    best     numeric,
    high     numeric,
    origins  integer NOT NULL,
    rule     text NOT NULL,
    claims   text[] NOT NULL,
    why      text NOT NULL
);
COMMENT ON TABLE lagebild.estimates IS
    'Low, best and high of a track as it stands today, from the latest admissible position of each origin. No row: nothing admissible.';
COMMENT ON COLUMN lagebild.estimates.track_id IS 'The track';
COMMENT ON COLUMN lagebild.estimates.low IS 'The lowest literal figure; null: open';
COMMENT ON COLUMN lagebild.estimates.best IS 'The figure with most independent origins, then the latest; null: none qualifies';
COMMENT ON COLUMN lagebild.estimates.high IS 'The highest literal figure; null: open';
COMMENT ON COLUMN lagebild.estimates.origins IS 'Number of independent origins';
COMMENT ON COLUMN lagebild.estimates.rule IS 'Name of the rule that chose best';
COMMENT ON COLUMN lagebild.estimates.claims IS 'Ids of the claims that entered';
COMMENT ON COLUMN lagebild.estimates.why IS 'One sentence that says how';

CREATE TABLE lagebild.estimate_history (
    track_id text COLLATE "C" NOT NULL REFERENCES lagebild.tracks ON DELETE CASCADE,
    known_on date NOT NULL,
    low      numeric,
    best     numeric,
    high     numeric,
    origins  integer NOT NULL,
    rule     text NOT NULL,
    claims   text[] NOT NULL,
    why      text NOT NULL,
    PRIMARY KEY (track_id, known_on)
);
COMMENT ON TABLE lagebild.estimate_history IS
    'The estimate of a track as it was known from a day on, until the next row; rule nothing-admissible: from then on nothing was.';
COMMENT ON COLUMN lagebild.estimate_history.track_id IS 'The track';
COMMENT ON COLUMN lagebild.estimate_history.known_on IS 'First day on which this was known (publication, Europe/Berlin)';
COMMENT ON COLUMN lagebild.estimate_history.low IS 'The lowest literal figure then; null: open';
COMMENT ON COLUMN lagebild.estimate_history.best IS 'The best figure then; null: none qualified';
COMMENT ON COLUMN lagebild.estimate_history.high IS 'The highest literal figure then; null: open';
COMMENT ON COLUMN lagebild.estimate_history.origins IS 'Number of independent origins then';
COMMENT ON COLUMN lagebild.estimate_history.rule IS 'Name of the rule that chose best';
COMMENT ON COLUMN lagebild.estimate_history.claims IS 'Ids of the claims that entered';
COMMENT ON COLUMN lagebild.estimate_history.why IS 'One sentence that says how';

CREATE TABLE lagebild.outbox (
    sequence  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic     text NOT NULL,
    key       bytea NOT NULL,
    value     bytea,
    headers   jsonb NOT NULL,
    queued_at timestamptz NOT NULL DEFAULT now(),
    refused   text
);
CREATE INDEX outbox_waiting ON lagebild.outbox (sequence) WHERE refused IS NULL;
COMMENT ON TABLE lagebild.outbox IS
    'Messages for the output topics, written in the transaction that changed the ledger. The relay publishes them in order and deletes them once Kafka has them.';
COMMENT ON COLUMN lagebild.outbox.sequence IS 'Order of publishing';
COMMENT ON COLUMN lagebild.outbox.topic IS 'Name of the topic';
COMMENT ON COLUMN lagebild.outbox.key IS 'Key of the message';
COMMENT ON COLUMN lagebild.outbox.value IS 'Value of the message; null: a tombstone';
COMMENT ON COLUMN lagebild.outbox.headers IS 'Headers of the message, name to text';
COMMENT ON COLUMN lagebild.outbox.queued_at IS 'When it was written';
COMMENT ON COLUMN lagebild.outbox.refused IS 'Why Kafka will never take it (too large); null: it waits to be published';
