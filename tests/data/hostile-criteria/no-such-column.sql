-- id: hostile.no-such-column
-- question: ?
-- severity: low
SELECT id AS subject,
  locus
  FROM app
 WHERE nonsense = 1;
