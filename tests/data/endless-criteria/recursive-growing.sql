-- id: hostile.recursive-growing
-- question: ?
-- severity: low
WITH RECURSIVE n(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM n) SELECT s AS subject, 'x' AS locus FROM n WHERE s = 'y';
