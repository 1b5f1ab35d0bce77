-- id: hostile.big-table
-- question: ?
-- severity: low
SELECT value AS subject, locus FROM strings;
