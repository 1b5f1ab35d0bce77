-- id: sdks.identity
-- question: Does the app contain SDKs of sign-in or social services?
-- question.fr: L'application contient-elle des trousses de services de connexion ou de réseaux sociaux ?
-- severity: info
-- refs: MASVS-PRIVACY-3
-- why: Another company learns who uses the app.
-- why.fr: Une autre entreprise apprend qui se sert de l'application.
SELECT id AS subject, locus, grade, owner AS detail
  FROM sdks
 WHERE category IN ('identity', 'social') AND basis <> 'named' AND confidence <> 'low';
