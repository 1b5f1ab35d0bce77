-- id: hostile.drop
-- question: ?
-- severity: low
DROP TABLE app;
