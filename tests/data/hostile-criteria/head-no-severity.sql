-- id: hostile.x
-- question: ?
SELECT id AS subject, locus FROM app;
