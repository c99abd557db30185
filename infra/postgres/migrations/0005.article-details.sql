-- What ingest knows of an article beside its metadata: the agency, what is only guessed, a recall, and look-alikes.
-- depends: 0004.reader

ALTER TABLE lagebild.articles
    ADD COLUMN agency text,
    ADD COLUMN guessed text[] NOT NULL DEFAULT '{}',
    ADD COLUMN withdrawn text,
    ADD COLUMN similar_to text[] NOT NULL DEFAULT '{}';

COMMENT ON COLUMN lagebild.articles.agency IS 'News agency that the text is credited to; null: none';
COMMENT ON COLUMN lagebild.articles.guessed IS 'Names of the columns whose values were inferred, not given';
COMMENT ON COLUMN lagebild.articles.withdrawn IS 'Why the document was called back; its text is empty then. null: it stands';
COMMENT ON COLUMN lagebild.articles.similar_to IS 'Ids of documents that ingest had read before with nearly the same text';
