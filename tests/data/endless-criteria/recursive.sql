-- id: hostile.recursive
-- question: ?
-- severity: low
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS subject, 'x' AS locus FROM n WHERE i < 0;
