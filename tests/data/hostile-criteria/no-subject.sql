-- id: hostile.no-subject
-- question: ?
-- severity: low
SELECT id, locus FROM app;
