-- id: hostile.no-locus
-- question: ?
-- severity: low
SELECT id AS subject FROM app;
