-- Companies are of positions, no longer of gists: far fewer, where articles repeat a figure with a new date each day.
-- depends: 0006.room-for-updates

ALTER TABLE lagebild.companies RENAME COLUMN gist_ids TO members;
COMMENT ON TABLE lagebild.companies IS
    'Which positions live articles tell together, and how many tell exactly these: for sums, parts and counts of articles.';
COMMENT ON COLUMN lagebild.companies.company_id IS 'Hash of base dossier and members';
COMMENT ON COLUMN lagebild.companies.members IS
    'Hashes of what makes a position, and of the day where the event has no name, in order; before 0007 gist ids';
