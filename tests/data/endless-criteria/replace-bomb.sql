-- id: hostile.replace-bomb
-- question: ?
-- severity: low
SELECT replace(replace(replace(printf('%9000d', 1), ' ', printf('%900d', 1)), ' ', printf('%900d', 1)), ' ', 'x') AS subject, locus FROM app;
