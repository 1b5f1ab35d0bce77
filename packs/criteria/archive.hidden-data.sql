-- id: archive.hidden-data
-- question: Are there bytes in the installation file that belong to no file in it?
-- question.fr: Y a-t-il dans le fichier d'installation des octets qui n'appartiennent à aucun de ses fichiers ?
-- severity: low
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406
-- why: Data that no list names travels with the app.
-- why.fr: Des données qu'aucune liste ne nomme voyagent avec l'application.
-- Of base and splits themselves, not of archives that lie inside them.
SELECT o.subject, o.locus, o.code || ': ' || o.detail AS detail
  FROM anomalies AS o
 WHERE o.installed = 1 AND o.code IN ('zip.gap.data', 'zip.gap.entry', 'zip.prefix', 'zip.start', 'zip.end.trailing');
