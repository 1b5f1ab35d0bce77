-- id: hostile.unknown-function
-- question: ?
-- severity: low
SELECT no_such(1) AS subject, locus FROM app;
