-- id: signing.unprotected-entries
-- question: Does a JAR signature that decides leave files of the app unsigned?
-- question.fr: Une signature JAR qui fait foi laisse-t-elle des fichiers de l'application non signés ?
-- severity: medium
-- refs: MASVS-RESILIENCE-2, MASWE-0104
-- why: Such files can be replaced without the signature noticing.
-- why.fr: Ces fichiers peuvent être remplacés sans que la signature s'en aperçoive.
SELECT subject, locus, detail
  FROM anomalies
 WHERE code = 'apksig.v1.unprotected'
   AND EXISTS (SELECT 1 FROM signatures WHERE scheme = 'v1' AND present = 1);
