-- id: archive.manifest-tricks
-- question: Does the manifest, or another XML file of the app, hold what tools read differently from Android?
-- question.fr: Le manifeste ou un autre fichier XML de l'application contient-il ce que les outils lisent autrement qu'Android ?
-- severity: high
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406
-- why: What such tools show then is not what Android goes by.
-- why.fr: Ce que montrent ces outils n'est alors pas ce que suit Android.
-- Of base and splits themselves, not of archives that lie inside them.
SELECT o.subject, o.locus, o.code || ': ' || o.detail AS detail
  FROM anomalies AS o
 WHERE o.installed = 1 AND o.effect = 'tolerated' AND o.code <> 'axml.element.namespace'
   AND (o.code GLOB 'axml.*' OR o.code GLOB 'strpool.*' AND o.locus NOT LIKE '%!resources.arsc%');
