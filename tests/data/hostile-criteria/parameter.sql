-- id: hostile.parameter
-- question: ?
-- severity: low
SELECT ?1 AS subject, locus FROM app;
