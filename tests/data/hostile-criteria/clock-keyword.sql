-- id: hostile.clock-keyword
-- question: ?
-- severity: low
SELECT CURRENT_TIMESTAMP AS subject, locus FROM app;
