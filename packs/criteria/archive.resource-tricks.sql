-- id: archive.resource-tricks
-- question: Does the table of resources hold what tools read differently from Android?
-- question.fr: La table des ressources contient-elle ce que les outils lisent autrement qu'Android ?
-- severity: medium
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406
-- why: Texts, addresses and settings shown by such tools may not be those in use.
-- why.fr: Les textes, adresses et réglages que montrent ces outils peuvent ne pas être ceux en usage.
-- Of base and splits themselves, not of archives that lie inside them.
SELECT o.subject, o.locus, o.code || ': ' || o.detail AS detail
  FROM anomalies AS o
 WHERE o.installed = 1 AND o.effect = 'tolerated'
   AND (o.code GLOB 'arsc.*' OR o.code GLOB 'strpool.*' AND o.locus LIKE '%!resources.arsc%');
