-- id: hostile.explain
-- question: ?
-- severity: low
EXPLAIN SELECT id AS subject, locus FROM app;
