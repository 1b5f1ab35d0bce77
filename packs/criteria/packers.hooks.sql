-- id: packers.hooks
-- question: Does the app contain an engine that changes code in memory?
-- question.fr: L'application contient-elle un moteur qui modifie le code en mémoire ?
-- severity: high
-- refs: MASVS-RESILIENCE-2, MASVS-RESILIENCE-4, ATTACK-T1577
-- why: What a method does may be another thing than its code says.
-- why.fr: Ce que fait une méthode peut différer de ce que dit son code.
SELECT name AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM packers
 WHERE kind = 'hook' AND confidence <> 'low';
