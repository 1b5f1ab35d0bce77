-- id: sdks.analytics
-- question: Does the app contain SDKs that measure how it is used?
-- question.fr: L'application contient-elle des trousses qui mesurent son usage ?
-- severity: low
-- refs: MASVS-PRIVACY-2, MASVS-PRIVACY-3, MASWE-0110
-- why: What people do in the app is told to another company.
-- why.fr: Ce que les gens font dans l'application est transmis à une autre entreprise.
SELECT id AS subject, locus, grade, owner AS detail
  FROM sdks
 WHERE category = 'analytics' AND basis <> 'named' AND confidence <> 'low';
