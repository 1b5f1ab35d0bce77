-- id: hostile.x
-- question: ?
-- severity: awful
SELECT id AS subject, locus FROM app;
