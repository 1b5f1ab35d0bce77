-- id: hostile.named-parameter
-- question: ?
-- severity: low
SELECT :name AS subject, locus FROM app;
