-- id: hostile.two-statements
-- question: ?
-- severity: low
SELECT id AS subject, locus FROM app; DELETE FROM app;
