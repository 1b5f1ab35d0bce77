-- id: hostile.x
-- severity: low
SELECT id AS subject, locus FROM app;
