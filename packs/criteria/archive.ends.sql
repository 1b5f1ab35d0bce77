-- id: archive.ends
-- question: Does the end of the installation file mislead tools about what it holds?
-- question.fr: La fin du fichier d'installation égare-t-elle les outils sur son contenu ?
-- severity: medium
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406
-- why: Which list of files counts depends on who reads.
-- why.fr: La liste de fichiers qui compte dépend de qui lit.
-- Of base and splits themselves, not of archives that lie inside them.
SELECT o.subject, o.locus, o.code || ': ' || o.detail AS detail
  FROM anomalies AS o
 WHERE o.installed = 1 AND o.code IN ('zip.end.several', 'zip.end.counts', 'zip.end.disk', 'zip.end.trailing', 'zip.end.comment',
                  'zip.zip64.ignored', 'zip.zip64.count', 'zip.zip64.offset', 'zip.zip64.size', 'zip.directory.extra');
