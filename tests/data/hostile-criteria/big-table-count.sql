-- id: hostile.big-table-count
-- question: ?
-- severity: low
SELECT count(*) AS subject, '' AS locus FROM strings;
