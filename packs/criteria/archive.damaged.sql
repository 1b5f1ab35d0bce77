-- id: archive.damaged
-- question: Does a file of the app not have the content that its check value promises?
-- question.fr: Un fichier de l'application n'a-t-il pas le contenu que promet sa somme de contrôle ?
-- severity: medium
-- refs: MASVS-RESILIENCE-2, ATTACK-T1645
-- why: It was changed or damaged after it was packed.
-- why.fr: Il a été modifié ou abîmé après l'emballage.
-- Of base and splits themselves, not of archives that lie inside them.
SELECT o.subject, o.locus, o.code || ': ' || o.detail AS detail
  FROM anomalies AS o
 WHERE o.installed = 1 AND o.code IN ('zip.crc', 'zip.inflate.broken', 'zip.inflate.size', 'zip.inflate.tail');
