-- id: endpoints.russia
-- question: Does the app name hosts of companies run from Russia?
-- question.fr: L'application nomme-t-elle des hôtes d'entreprises dirigées depuis la Russie ?
-- severity: medium
-- refs: MASVS-PRIVACY-1, ATTACK-T1437
-- why: What is sent there falls under the law of that country.
-- why.fr: Ce qui y est envoyé relève du droit de ce pays.
SELECT host AS subject, locus, grade, owner AS detail
  FROM endpoints
 WHERE jurisdiction = 'RU' AND kind IN ('url', 'ip', 'host', 'template', 'domain');
