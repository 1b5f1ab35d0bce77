-- id: components.service-open
-- question: Can other apps start or bind services of the app without a permission?
-- question.fr: D'autres applications peuvent-elles, sans autorisation, démarrer ou lier des services de l'application ?
-- severity: medium
-- refs: MASVS-PLATFORM-1, MASWE-0062
-- why: What the service does, it does for everybody, and with the rights of the app.
-- why.fr: Ce que fait le service, il le fait pour tous, avec les droits de l'application.
SELECT name AS subject, locus, CASE enabled WHEN 0 THEN 'disabled when installed' END AS detail
  FROM components
 WHERE kind = 'service' AND exported = 1 AND permission IS NULL;
