-- id: hostile.big-table-like
-- question: ?
-- severity: low
SELECT value AS subject, locus FROM strings WHERE value LIKE 'http%';
