-- id: archive.code-tricks
-- question: Does code of the app hold what makes tools that read it lose their way?
-- question.fr: Du code de l'application contient-il de quoi égarer les outils qui le lisent ?
-- severity: medium
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406
-- why: Instructions that do not exist and names no language allows stop decompilers, not the device.
-- why.fr: Des instructions inexistantes et des noms qu'aucun langage n'admet arrêtent les décompilateurs, pas l'appareil.
-- Of base and splits themselves, not of archives that lie inside them.
SELECT o.subject, o.locus, o.code || ': ' || o.detail AS detail
  FROM anomalies AS o
 WHERE o.installed = 1 AND o.code IN ('dex.code.opcode', 'dex.code.cut', 'dex.data', 'dex.link', 'dex.container.base', 'dex.container.trailing');
