-- id: hostile.big-table-collation
-- question: ?
-- severity: low
SELECT name AS subject, locus FROM methods WHERE name = 'x' COLLATE NOCASE;
