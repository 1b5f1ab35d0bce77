-- id: manifest.many-queries
-- question: Does the app ask to see more than 20 other apps by name?
-- question.fr: L'application demande-t-elle à voir plus de 20 autres applications désignées par leur nom ?
-- severity: low
-- refs: MASVS-PRIVACY-1, MASWE-0117, ATTACK-T1418
-- why: Which apps someone has says much about them, and such a list is how it is found out.
-- why.fr: Les applications de quelqu'un en disent long sur lui, et une telle liste sert à les connaître.
SELECT name AS subject, locus
  FROM queries
 WHERE kind = 'package' AND (SELECT count(*) FROM queries WHERE kind = 'package') > 20;
