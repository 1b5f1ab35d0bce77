-- id: archive.fake-encryption
-- question: Are files of the app marked as encrypted although they are not?
-- question.fr: Des fichiers de l'application sont-ils marqués comme chiffrés sans l'être ?
-- severity: high
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406
-- why: Android ignores the mark; unpackers and scanners ask for a password and give up.
-- why.fr: Android ignore la marque ; les outils d'extraction et d'analyse demandent un mot de passe et renoncent.
-- Of base and splits themselves, not of archives that lie inside them.
SELECT o.subject, o.locus, o.code || ': ' || o.detail AS detail
  FROM anomalies AS o
 WHERE o.installed = 1 AND o.code IN ('zip.encrypted', 'zip.encrypted.local');
