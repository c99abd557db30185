-- What a batch changes again and again keeps room beside it: an update then needs no new entry in any index.
-- depends: 0005.pruning

ALTER TABLE lagebild.tracks SET (fillfactor = 80);
ALTER TABLE lagebild.positions SET (fillfactor = 70);
ALTER TABLE lagebild.relations SET (fillfactor = 90);
ALTER TABLE lagebild.discrepancies SET (fillfactor = 80);
ALTER TABLE lagebild.estimates SET (fillfactor = 50);
ALTER TABLE lagebild.estimate_history SET (fillfactor = 70);

COMMENT ON TABLE lagebild.copies IS
    'Articles that share their text, in a dossier: each with the first live one of its group, which names itself. Of a group the first that says a figure speaks for all that say it.';
COMMENT ON COLUMN lagebild.copies.speaker_document IS 'The document that stands for the group: the first that is live';
