-- id: archive.refused
-- question: Is there something in the installation file that Android refuses to read?
-- question.fr: Y a-t-il dans le fichier d'installation quelque chose qu'Android refuse de lire ?
-- severity: high
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406
-- why: The app does not install, or a part of it is not there for the device.
-- why.fr: L'application ne s'installe pas, ou une partie n'existe pas pour l'appareil.
-- Of base and splits themselves, not of archives that lie inside them.
SELECT o.subject, o.locus, o.code || ': ' || o.detail AS detail
  FROM anomalies AS o
 WHERE o.installed = 1 AND o.effect = 'refused' AND (o.code GLOB 'zip.*' OR o.code GLOB 'app.manifest.*' OR o.code GLOB 'app.resources.*');
