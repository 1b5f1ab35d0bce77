-- id: packers.replaces-code
-- question: Does the app contain an engine that replaces its code?
-- question.fr: L'application contient-elle un moteur qui remplace son code ?
-- severity: high
-- refs: MASVS-CODE-4, MASWE-0085, ATTACK-T1407, ATTACK-T1661
-- why: What was examined can be another app tomorrow, without an update that a store sees.
-- why.fr: Ce qui a été examiné peut être demain une autre application, sans mise à jour que verrait un magasin.
SELECT name AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM packers
 WHERE kind = 'hotfix' AND confidence <> 'low';
