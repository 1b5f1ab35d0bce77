-- id: archive.names
-- question: Do names in the installation file mislead tools that unpack it?
-- question.fr: Des noms du fichier d'installation égarent-ils les outils qui le déballent ?
-- severity: medium
-- refs: MASVS-RESILIENCE-3, ATTACK-T1406
-- why: Two files of one name, or a name no file system takes, make tools see another app than the device.
-- why.fr: Deux fichiers d'un même nom, ou un nom qu'aucun système n'admet, font voir aux outils une autre application que celle de l'appareil.
-- Of base and splits themselves, not of archives that lie inside them.
SELECT o.subject, o.locus, o.code || ': ' || o.detail AS detail
  FROM anomalies AS o
 WHERE o.installed = 1 AND o.code IN ('zip.name.duplicate', 'zip.name.nul', 'zip.name.encoding', 'zip.name.empty', 'zip.name.long',
                  'zip.name.parent', 'zip.name.absolute', 'zip.name.backslash', 'zip.name.control', 'zip.name.directory');
