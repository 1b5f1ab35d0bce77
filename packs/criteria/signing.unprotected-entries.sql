-- id: signing.unprotected-entries
-- question: Are there files under META-INF/ that no JAR signature covers?
-- question.fr: Y a-t-il sous META-INF/ des fichiers qu'aucune signature JAR ne couvre ?
-- severity: low
-- refs: MASVS-RESILIENCE-2, MASWE-0104
-- why: Android does not check files there: they can be added or changed after signing where v1 decides.
-- why.fr: Android n'y contrôle pas les fichiers : là où v1 fait foi, on peut en ajouter ou en modifier après la signature.
SELECT subject, locus, detail
  FROM anomalies
 WHERE code = 'apksig.v1.unprotected'
   AND EXISTS (SELECT 1 FROM signatures WHERE scheme = 'v1' AND present = 1);
