-- id: families.resigned
-- question: Does it bear the name of such a family's app under another signer?
-- question.fr: Porte-t-elle le nom d'une application d'une telle famille sous un autre signataire ?
-- severity: critical
-- refs: MASVS-RESILIENCE-2, ATTACK-T1655.001
-- why: It is an altered copy, or pretends to be what it is not.
-- why.fr: C'est une copie modifiée, ou elle se fait passer pour ce qu'elle n'est pas.
SELECT family AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM family_names
 WHERE relation = 'resigned';
