-- id: a[31m
-- question: ?
-- severity: low
SELECT id AS subject, locus FROM app;
