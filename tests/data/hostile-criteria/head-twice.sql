-- id: hostile.x
-- id: hostile.y
-- question: ?
-- severity: low
SELECT id AS subject, locus FROM app;
