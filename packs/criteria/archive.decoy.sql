-- id: archive.decoy
-- question: Is there a second content, other than what Android reads, behind a file of the app?
-- question.fr: Un second contenu, autre que celui que lit Android, se cache-t-il derrière un fichier de l'application ?
-- severity: high
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406
-- why: Tools that read the other one examine an app that nobody gets.
-- why.fr: Les outils qui lisent l'autre examinent une application que personne ne reçoit.
-- Of base and splits themselves, not of archives that lie inside them.
SELECT o.subject, o.locus, o.code || ': ' || o.detail AS detail
  FROM anomalies AS o
 WHERE o.installed = 1 AND o.code IN ('zip.method.decoy', 'zip.gap.entry');
