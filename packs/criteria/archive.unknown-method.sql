-- id: archive.unknown-method
-- question: Do files of the app claim a compression method that does not exist, or two different ones?
-- question.fr: Des fichiers de l'application annoncent-ils une méthode de compression inexistante, ou deux à la fois ?
-- severity: high
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406
-- why: Android reads them all the same; many tools stop.
-- why.fr: Android les lit malgré tout ; bien des outils s'arrêtent.
-- Of base and splits themselves, not of archives that lie inside them.
SELECT o.subject, o.locus, o.code || ': ' || o.detail AS detail
  FROM anomalies AS o
 WHERE o.installed = 1 AND o.code IN ('zip.method.unknown', 'zip.method.differs');
