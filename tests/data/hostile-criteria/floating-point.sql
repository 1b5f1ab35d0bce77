-- id: hostile.floating-point
-- question: ?
-- severity: low
SELECT sqrt(2) AS subject, locus FROM app;
