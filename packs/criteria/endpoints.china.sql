-- id: endpoints.china
-- question: Does the app name hosts of companies run from China?
-- question.fr: L'application nomme-t-elle des hôtes d'entreprises dirigées depuis la Chine ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1437
-- why: What is sent there falls under the law of that country.
-- why.fr: Ce qui y est envoyé relève du droit de ce pays.
SELECT host AS subject, locus, grade, owner AS detail
  FROM endpoints
 WHERE jurisdiction = 'CN' AND kind IN ('url', 'ip', 'host', 'template', 'domain');
