-- id: families.code
-- question: Is code of such a family's app in it, whatever it is called?
-- question.fr: Du code d'une application d'une telle famille s'y trouve-t-il, quel que soit son nom ?
-- severity: high
-- refs: MASVS-RESILIENCE-2, ATTACK-T1655.001
-- why: Names and signers are changed more easily than code and what belongs to it.
-- why.fr: Noms et signataires se changent plus aisément que le code et ce qui en dépend.
SELECT family AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM families
 WHERE basis IN ('code', 'resident') AND confidence IN ('certain', 'claim');
