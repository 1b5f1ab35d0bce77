-- id: hostile.cross-join
-- question: ?
-- severity: low
SELECT a.id AS subject, a.locus FROM app AS a, coverage AS b, coverage AS c, coverage AS d, coverage AS e, coverage AS f, coverage AS g, coverage AS h, coverage AS i, coverage AS j WHERE a.id = b.part || j.part;
