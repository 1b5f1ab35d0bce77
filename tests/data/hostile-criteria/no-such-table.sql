-- id: hostile.no-such-table
-- question: ?
-- severity: low
SELECT id AS subject, locus FROM apps;
