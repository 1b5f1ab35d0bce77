-- id: hostile.schema
-- question: ?
-- severity: low
SELECT name AS subject, sql AS locus FROM sqlite_master;
