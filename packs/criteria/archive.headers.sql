-- id: archive.headers
-- question: Do the two descriptions of a file inside the app contradict each other?
-- question.fr: Les deux descriptions d'un même fichier de l'application se contredisent-elles ?
-- severity: medium
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406
-- why: Android goes by one of them; tools that go by the other read something else.
-- why.fr: Android s'en tient à l'une ; les outils qui suivent l'autre lisent autre chose.
-- Of base and splits themselves, not of archives that lie inside them.
SELECT o.subject, o.locus, o.code || ': ' || o.detail AS detail
  FROM anomalies AS o
 WHERE o.installed = 1 AND o.code IN ('zip.local.ignored', 'zip.local.name', 'zip.local.sizes', 'zip.descriptor.flag', 'zip.descriptor.differs',
                  'zip.size.stored', 'zip.overlap');
