-- id: hostile.big-table-or
-- question: ?
-- severity: low
SELECT name AS subject, locus FROM methods WHERE name = 'x' OR access = 1;
