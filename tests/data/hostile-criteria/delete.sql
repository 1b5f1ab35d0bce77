-- id: hostile.delete
-- question: ?
-- severity: low
DELETE FROM app;
