-- id: ../../etc/passwd
-- question: ?
-- severity: low
SELECT id AS subject, locus FROM app;
