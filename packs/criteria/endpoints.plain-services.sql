-- id: endpoints.plain-services
-- question: Does the app name services whose passwords go over the network in the clear?
-- question.fr: L'application nomme-t-elle des services dont les mots de passe circulent en clair ?
-- severity: high
-- refs: MASVS-NETWORK-1, MASWE-0050, ATTACK-T1638
-- why: FTP, telnet and their like send name and password as they are.
-- why.fr: FTP, telnet et leurs semblables envoient nom et mot de passe tels quels.
SELECT value AS subject, locus, grade, source AS detail
  FROM endpoints
 WHERE scheme IN ('ftp', 'telnet', 'redis', 'mongodb', 'mysql') AND kind IN ('url', 'ip', 'template');
