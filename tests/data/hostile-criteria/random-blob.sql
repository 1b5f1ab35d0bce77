-- id: hostile.random-blob
-- question: ?
-- severity: low
SELECT randomblob(9) AS subject, locus FROM app;
