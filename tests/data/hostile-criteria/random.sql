-- id: hostile.random
-- question: ?
-- severity: low
SELECT random() AS subject, locus FROM app;
