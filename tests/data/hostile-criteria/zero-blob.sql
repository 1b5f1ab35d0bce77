-- id: hostile.zero-blob
-- question: ?
-- severity: low
SELECT zeroblob(1000000000) AS subject, locus FROM app;
