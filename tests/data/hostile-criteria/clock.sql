-- id: hostile.clock
-- question: ?
-- severity: low
SELECT datetime('now') AS subject, locus FROM app;
