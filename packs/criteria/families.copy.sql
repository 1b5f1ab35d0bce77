-- id: families.copy
-- question: Does it hold the code of such a family's app under another name?
-- question.fr: Contient-elle, sous un autre nom, le code d'une application d'une telle famille ?
-- severity: critical
-- refs: MASVS-RESILIENCE-2, ATTACK-T1655.001
-- why: A ban by name does not reach a copy that was renamed.
-- why.fr: Une interdiction par nom n'atteint pas une copie renommée.
SELECT family AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM families
 WHERE relation IN ('copy', 'renamed');
