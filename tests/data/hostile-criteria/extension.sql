-- id: hostile.extension
-- question: ?
-- severity: low
SELECT load_extension('/tmp/x.so') AS subject, locus FROM app;
