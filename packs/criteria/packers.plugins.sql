-- id: packers.plugins
-- question: Does the app contain an engine that loads parts of apps?
-- question.fr: L'application contient-elle un moteur qui charge des parties d'applications ?
-- severity: medium
-- refs: MASVS-CODE-4, MASWE-0085, ATTACK-T1407
-- why: Those parts are not in the app and were not examined.
-- why.fr: Ces parties ne sont pas dans l'application et n'ont pas été examinées.
SELECT name AS subject, locus, basis || ', ' || confidence || ': ' || detail AS detail
  FROM packers
 WHERE kind = 'plugin' AND confidence <> 'low';
