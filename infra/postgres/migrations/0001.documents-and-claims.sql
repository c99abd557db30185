-- What came in: articles as read, the live version of each document, and the claims of that version.
-- Ids are compared byte by byte (COLLATE "C"), so that Postgres and the services agree on their order.

CREATE SCHEMA IF NOT EXISTS lagebild;
COMMENT ON SCHEMA lagebild IS
    'Figures that German news articles claim about events, reconciled into a ledger. Users read the views: ledger, timeline, conflicts, evidence, connections.';

CREATE TABLE lagebild.articles (
    document_id text COLLATE "C" NOT NULL,
    version     text COLLATE "C" NOT NULL,
    text        text NOT NULL,
    headline    text,
    outlet      text,
    published   text,
    updated     text,
    language    text NOT NULL,
    media_type  text NOT NULL,
    origin_file text NOT NULL,
    url         text,
    received    text NOT NULL,
    archived_at timestamptz NOT NULL DEFAULT now(),
    agency      text,
    guessed     text[] NOT NULL DEFAULT '{}',
    withdrawn   text,
    similar_to  text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (document_id, version)
);
COMMENT ON TABLE lagebild.articles IS
    'Archive of every article version as ingest read it, so that evidence can be shown in its context. Filled from lagebild.articles.v1; waits for no claim.';
COMMENT ON COLUMN lagebild.articles.document_id IS 'Hash of the URL or explicit id, else of outlet and text';
COMMENT ON COLUMN lagebild.articles.version IS 'Hash of text and metadata';
COMMENT ON COLUMN lagebild.articles.text IS 'The text as read; all offsets of claims count its Unicode code points';
COMMENT ON COLUMN lagebild.articles.headline IS 'The sidecar''s title, else what stands above the text';
COMMENT ON COLUMN lagebild.articles.outlet IS 'Who published it; null: unknown';
COMMENT ON COLUMN lagebild.articles.published IS 'ISO 8601 day or moment of publication; null: unknown';
COMMENT ON COLUMN lagebild.articles.updated IS 'ISO 8601 day or moment of the latest change; null: unknown';
COMMENT ON COLUMN lagebild.articles.language IS 'BCP 47 tag';
COMMENT ON COLUMN lagebild.articles.media_type IS 'Media type of the file it was read from';
COMMENT ON COLUMN lagebild.articles.origin_file IS 'Path below the inbox, as it was dropped';
COMMENT ON COLUMN lagebild.articles.url IS 'Where it was published; null: unknown';
COMMENT ON COLUMN lagebild.articles.received IS 'When ingest took the file, ISO 8601 in UTC';
COMMENT ON COLUMN lagebild.articles.archived_at IS 'When this row was written';
COMMENT ON COLUMN lagebild.articles.agency IS 'News agency that the text is credited to; null: none';
COMMENT ON COLUMN lagebild.articles.guessed IS 'Names of the columns whose values were inferred, not given';
COMMENT ON COLUMN lagebild.articles.withdrawn IS 'Why the document was called back; its text is empty then. null: it stands';
COMMENT ON COLUMN lagebild.articles.similar_to IS 'Ids of documents that ingest had read before with nearly the same text';

CREATE TABLE lagebild.documents (
    document_id      text COLLATE "C" PRIMARY KEY,
    version          text COLLATE "C" NOT NULL,
    headline         text,
    outlet           text,
    published        text,
    updated          text,
    url              text,
    language         text NOT NULL,
    origin_file      text NOT NULL,
    received         text NOT NULL,
    ruleset          text NOT NULL,
    text_fingerprint jsonb NOT NULL,
    published_on     date,
    reconciled_at    timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE lagebild.documents IS
    'The live version of each document: the one whose claims are in the ledger. Later updated (else published) wins, between equals the later received.';
COMMENT ON COLUMN lagebild.documents.document_id IS 'Hash of the URL or explicit id, else of outlet and text';
COMMENT ON COLUMN lagebild.documents.version IS 'Hash of text and metadata of the live version';
COMMENT ON COLUMN lagebild.documents.headline IS 'The article''s headline; null: it has none';
COMMENT ON COLUMN lagebild.documents.outlet IS 'Who published it; null: unknown';
COMMENT ON COLUMN lagebild.documents.published IS 'ISO 8601 day or moment of publication; null: unknown';
COMMENT ON COLUMN lagebild.documents.updated IS 'ISO 8601 day or moment of the latest change; null: unknown';
COMMENT ON COLUMN lagebild.documents.url IS 'Where it was published; null: unknown';
COMMENT ON COLUMN lagebild.documents.language IS 'BCP 47 tag';
COMMENT ON COLUMN lagebild.documents.origin_file IS 'Path below the inbox, as it was dropped';
COMMENT ON COLUMN lagebild.documents.received IS 'When ingest took the file, ISO 8601 in UTC';
COMMENT ON COLUMN lagebild.documents.ruleset IS 'Hash of code version and lexicons that extracted its claims';
COMMENT ON COLUMN lagebild.documents.text_fingerprint IS 'MinHash of the text, an array of integers; equal slots estimate how much text two articles share';
COMMENT ON COLUMN lagebild.documents.published_on IS 'Day of publication in Europe/Berlin; null: unknown';
COMMENT ON COLUMN lagebild.documents.reconciled_at IS 'When the reconciler took up this version';

CREATE TABLE lagebild.ended_versions (
    LIKE lagebild.documents INCLUDING COMMENTS,
    known_until date,
    PRIMARY KEY (document_id, version)
);
COMMENT ON TABLE lagebild.ended_versions IS
    'Versions of documents that a later version has replaced: what they said was known until then.';
COMMENT ON COLUMN lagebild.ended_versions.known_until IS
    'Day of the version that took its place: known until the day before; null: no day is known';

CREATE TABLE lagebild.sources (
    source_key text COLLATE "C" PRIMARY KEY,
    source_id  text COLLATE "C" NOT NULL,
    label      text NOT NULL,
    kind       text,
    aliases    text[] NOT NULL,
    parents    text[] NOT NULL
);
CREATE INDEX sources_source_id ON lagebild.sources (source_id);
COMMENT ON TABLE lagebild.sources IS
    'Sources as a lexicon described them when a claim was extracted. Rows never change: another description of a source is another row.';
COMMENT ON COLUMN lagebild.sources.source_key IS 'Hash of the whole description';
COMMENT ON COLUMN lagebild.sources.source_id IS 'Stable id of the source, under all its names (nis)';
COMMENT ON COLUMN lagebild.sources.label IS 'Its name for people';
COMMENT ON COLUMN lagebild.sources.kind IS 'Kind of source (intelligence, military, agency, …); null: unknown';
COMMENT ON COLUMN lagebild.sources.aliases IS 'Its other names';
COMMENT ON COLUMN lagebild.sources.parents IS 'Ids of who it belongs to: relatives are not independent';

CREATE TABLE lagebild.claims (
    claim_id       text COLLATE "C" PRIMARY KEY,
    document_id    text COLLATE "C" NOT NULL REFERENCES lagebild.documents ON DELETE CASCADE,
    dossier_id     text COLLATE "C" NOT NULL,
    measure        text COLLATE "C" NOT NULL,
    subject_id     text COLLATE "C" NOT NULL,
    subject_label  text NOT NULL,
    event_id       text COLLATE "C",
    event_label    text,
    event_kind     text,
    event_named    boolean,
    place_id       text COLLATE "C",
    place_label    text,
    place_within   text[],
    point          numeric,
    low            numeric,
    high           numeric,
    modifier       text NOT NULL,
    unit           text COLLATE "C" NOT NULL,
    aspect         text NOT NULL,
    figure_text    text NOT NULL,
    figure_start   integer NOT NULL,
    figure_end     integer NOT NULL,
    source_key     text COLLATE "C" REFERENCES lagebild.sources,
    source_via     text[],
    source_start   integer,
    source_end     integer,
    as_of          text,
    as_of_basis    text,
    as_of_start    integer,
    as_of_end      integer,
    modality       text NOT NULL,
    section        text NOT NULL,
    evidence_start integer NOT NULL,
    evidence_end   integer NOT NULL,
    sentence       text NOT NULL,
    prefix         text NOT NULL,
    suffix         text NOT NULL,
    rule           text NOT NULL,
    confidence     double precision NOT NULL,
    ruleset        text NOT NULL,
    origin_id      text COLLATE "C" NOT NULL,
    origin_label   text NOT NULL,
    origin_parents text[] NOT NULL,
    admissible     boolean NOT NULL,
    reason         text,
    gist_id        text COLLATE "C" NOT NULL,
    company_id     text COLLATE "C" NOT NULL,
    known          text COLLATE "C" NOT NULL,
    instant        text COLLATE "C" NOT NULL
);
CREATE INDEX claims_document_id ON lagebild.claims (document_id);
CREATE INDEX claims_dossier_id ON lagebild.claims (dossier_id);
CREATE INDEX claims_source_key ON lagebild.claims (source_key);
CREATE INDEX claims_gist_id ON lagebild.claims (gist_id, known, instant, claim_id);
CREATE INDEX claims_uncertain ON lagebild.claims (gist_id) WHERE reason = 'uncertain';
COMMENT ON TABLE lagebild.claims IS
    'Every figure that a live document claims, with its words, and what auditing the document found out about it (origin, admissible).';
COMMENT ON COLUMN lagebild.claims.claim_id IS 'Hash of document, version text, figure span, measure and subject';
COMMENT ON COLUMN lagebild.claims.document_id IS 'The document that claims it';
COMMENT ON COLUMN lagebild.claims.dossier_id IS 'Event and counted group as the claim names them; see dossiers.base_id';
COMMENT ON COLUMN lagebild.claims.measure IS 'killed, wounded, casualties, deployed, …, or other:<Nomen>';
COMMENT ON COLUMN lagebild.claims.subject_id IS 'Id of the group that is counted';
COMMENT ON COLUMN lagebild.claims.subject_label IS 'The group''s name for people';
COMMENT ON COLUMN lagebild.claims.event_id IS 'Id of the event, or its type and country; null: unknown';
COMMENT ON COLUMN lagebild.claims.event_label IS 'The event''s name for people';
COMMENT ON COLUMN lagebild.claims.event_kind IS 'Type of the event (war, erdbeben, …); null: unknown';
COMMENT ON COLUMN lagebild.claims.event_named IS 'False where event_id is type and country: such dossiers may split into episodes';
COMMENT ON COLUMN lagebild.claims.place_id IS 'Id of the place the figure is about; null: the whole event';
COMMENT ON COLUMN lagebild.claims.place_label IS 'The place''s name for people';
COMMENT ON COLUMN lagebild.claims.place_within IS 'Ids of the places that contain it, nearest first';
COMMENT ON COLUMN lagebild.claims.point IS 'The figure itself; null for ranges and vague figures';
COMMENT ON COLUMN lagebild.claims.low IS 'Literal lower end; null: open';
COMMENT ON COLUMN lagebild.claims.high IS 'Literal upper end; null: open';
COMMENT ON COLUMN lagebild.claims.modifier IS 'exact, about, just_under, just_over, at_least, more_than, at_most, less_than, range, vague';
COMMENT ON COLUMN lagebild.claims.unit IS 'person, EUR, USD, CHF, km2, or the counted noun''s lemma';
COMMENT ON COLUMN lagebild.claims.aspect IS 'total (running count), increment (further), current (now there), subset (among them)';
COMMENT ON COLUMN lagebild.claims.figure_text IS 'The figure''s words in the article, hedge included';
COMMENT ON COLUMN lagebild.claims.figure_start IS 'First code point of the figure in the article''s text';
COMMENT ON COLUMN lagebild.claims.figure_end IS 'Code point behind the figure';
COMMENT ON COLUMN lagebild.claims.source_key IS 'The source that the text names; null: the outlet''s own voice';
COMMENT ON COLUMN lagebild.claims.source_via IS 'Media and spokespeople between source and article; null without source';
COMMENT ON COLUMN lagebild.claims.source_start IS 'First code point of where the source is named; null: nowhere';
COMMENT ON COLUMN lagebild.claims.source_end IS 'Code point behind the source''s name';
COMMENT ON COLUMN lagebild.claims.as_of IS 'As of when the figure holds, EDTF; null: not said';
COMMENT ON COLUMN lagebild.claims.as_of_basis IS 'stated, or resolved against the day of publication; null without as_of';
COMMENT ON COLUMN lagebild.claims.as_of_start IS 'First code point of the words that date it';
COMMENT ON COLUMN lagebild.claims.as_of_end IS 'Code point behind the words that date it';
COMMENT ON COLUMN lagebild.claims.modality IS 'denied, possible, planned, reported, estimated, confirmed, stated';
COMMENT ON COLUMN lagebild.claims.section IS 'Where it stands: headline, subheading, lead, body, infobox';
COMMENT ON COLUMN lagebild.claims.evidence_start IS 'First code point of the sentence';
COMMENT ON COLUMN lagebild.claims.evidence_end IS 'Code point behind the sentence';
COMMENT ON COLUMN lagebild.claims.sentence IS 'The sentence that bears it out, verbatim';
COMMENT ON COLUMN lagebild.claims.prefix IS '32 characters before the sentence';
COMMENT ON COLUMN lagebild.claims.suffix IS '32 characters behind the sentence';
COMMENT ON COLUMN lagebild.claims.rule IS 'Id of the rule that read the figure';
COMMENT ON COLUMN lagebild.claims.confidence IS 'How sure the extractor is, 0 to 1';
COMMENT ON COLUMN lagebild.claims.ruleset IS 'Hash of code version and lexicons that extracted it';
COMMENT ON COLUMN lagebild.claims.origin_id IS 'Who says it in the end: the source, else what the article''s own text shows, else the outlet';
COMMENT ON COLUMN lagebild.claims.origin_label IS 'The origin''s name for people';
COMMENT ON COLUMN lagebild.claims.origin_parents IS 'Ids of who the origin belongs to';
COMMENT ON COLUMN lagebild.claims.admissible IS 'Whether it may enter an estimate';
COMMENT ON COLUMN lagebild.claims.reason IS 'Why it may not; null where it may';
COMMENT ON COLUMN lagebild.claims.gist_id IS 'The tally that counts it, and by it the position';
COMMENT ON COLUMN lagebild.claims.company_id IS 'What else its article says of the dossier; see companies';
COMMENT ON COLUMN lagebild.claims.known IS 'Day since when it can be read; empty: unknown';
COMMENT ON COLUMN lagebild.claims.instant IS 'Moment of publication in UTC; ~ where no time of day is given';

CREATE TABLE lagebild.audit_findings (
    discrepancy_id text COLLATE "C" PRIMARY KEY,
    document_id    text COLLATE "C" NOT NULL REFERENCES lagebild.documents ON DELETE CASCADE,
    dossier_id     text COLLATE "C" NOT NULL,
    kind           text NOT NULL,
    severity       text NOT NULL,
    claims         text[] NOT NULL,
    why            text NOT NULL,
    base_id        text COLLATE "C" NOT NULL
);
CREATE INDEX audit_findings_document_id ON lagebild.audit_findings (document_id);
CREATE INDEX audit_findings_dossier_id ON lagebild.audit_findings (dossier_id);
CREATE INDEX audit_findings_base_id ON lagebild.audit_findings (base_id);
COMMENT ON TABLE lagebild.audit_findings IS
    'Where a live document contradicts itself: what the audit of one article found, before any other article is looked at. They reach users as discrepancies.';
COMMENT ON COLUMN lagebild.audit_findings.discrepancy_id IS 'Id of the discrepancy';
COMMENT ON COLUMN lagebild.audit_findings.document_id IS 'The document that contradicts itself';
COMMENT ON COLUMN lagebild.audit_findings.dossier_id IS 'The dossier it belongs to: the base, or an episode of it';
COMMENT ON COLUMN lagebild.audit_findings.kind IS 'headline_category, headline_bound, headline_hedge, headline_figure, infobox_category, infobox_figure';
COMMENT ON COLUMN lagebild.audit_findings.severity IS 'minor or major';
COMMENT ON COLUMN lagebild.audit_findings.claims IS 'Ids of the claims on both sides';
COMMENT ON COLUMN lagebild.audit_findings.why IS 'One sentence with both figures';
COMMENT ON COLUMN lagebild.audit_findings.base_id IS 'Event and counted group as the claims name them';

CREATE TABLE lagebild.ended_claims (
    LIKE lagebild.claims INCLUDING COMMENTS,
    version text COLLATE "C" NOT NULL,
    PRIMARY KEY (claim_id, version),
    FOREIGN KEY (document_id, version) REFERENCES lagebild.ended_versions ON DELETE CASCADE
);
CREATE INDEX ended_claims_document_id ON lagebild.ended_claims (document_id, version);
ALTER TABLE lagebild.ended_claims ALTER COLUMN gist_id DROP NOT NULL, ALTER COLUMN company_id DROP NOT NULL;
CREATE INDEX ended_claims_dossier_id ON lagebild.ended_claims (dossier_id);
CREATE INDEX ended_claims_gist_id ON lagebild.ended_claims (gist_id, known, instant, claim_id);
COMMENT ON TABLE lagebild.ended_claims IS
    'What ended versions claimed. It is gone from today''s ledger and counts in the history of estimates alone.';
COMMENT ON COLUMN lagebild.ended_claims.version IS 'The version that claimed it';
COMMENT ON COLUMN lagebild.ended_claims.gist_id IS 'The tally that counts it; null: it is in no view of the past';
COMMENT ON COLUMN lagebild.ended_claims.company_id IS 'Empty: what an ended version says together is not looked at';
COMMENT ON COLUMN lagebild.ended_claims.known IS 'Day since when it could be read; empty: unknown';
COMMENT ON COLUMN lagebild.ended_claims.instant IS 'Moment of publication in UTC; ~ where no time of day is given';
