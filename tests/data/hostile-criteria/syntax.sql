-- id: hostile.syntax
-- question: ?
-- severity: low
SELECT id AS subject,, locus FROM app;
