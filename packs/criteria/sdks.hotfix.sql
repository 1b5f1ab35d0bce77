-- id: sdks.hotfix
-- question: Does the app contain SDKs that replace its code?
-- question.fr: L'application contient-elle des trousses qui remplacent son code ?
-- severity: high
-- refs: MASVS-CODE-4, MASWE-0085, ATTACK-T1407, ATTACK-T1661
-- why: What was examined can be another app tomorrow, without an update that a store sees.
-- why.fr: Ce qui a été examiné peut être demain une autre application, sans mise à jour que verrait un magasin.
SELECT id AS subject, locus, grade, owner AS detail
  FROM sdks
 WHERE category = 'hotfix' AND basis <> 'named' AND confidence <> 'low';
