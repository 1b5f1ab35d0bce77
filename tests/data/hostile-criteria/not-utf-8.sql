-- id: hostile.x
-- question: ?
-- severity: low
SELECT 'ÿþ' AS subject, locus FROM app;
